// Six simple features over the rows of bench_portfolio --csv, in DuckDB with two threads: the baseline of the portfolio row.
// Prints {"ms": median of ROUNDS}. Usage: node duckdb_features.mjs FILE.csv AS_OF_SECONDS ROUNDS
import { createRequire } from 'node:module';
const require = createRequire(process.env.PARALLAX_NPM + '/');
const { DuckDBInstance } = require('@duckdb/node-api');

const [file, asOf, rounds] = process.argv.slice(2);
const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
await connection.run(`create table s as select * from read_csv('${file}')`);

const MONTH = 30 * 86400;
const query = `
with w as (
  select account, person, kind, initiator, happened_at,
         happened_at > ${asOf} - ${MONTH} as recent,
         happened_at <= ${asOf} - ${MONTH} and happened_at > ${asOf} - 2 * ${MONTH} as earlier,
         happened_at - lag(happened_at) over (partition by account order by happened_at) as gap
  from s where happened_at <= ${asOf})
select account,
       count(distinct person) filter (where recent) as active_now,
       count(distinct person) filter (where earlier) as active_before,
       count(*) filter (where recent) / greatest(count(*) filter (where earlier), 1) as rate_ratio,
       median(gap) filter (where recent) as gap_now,
       median(gap) filter (where earlier) as gap_before,
       count(distinct kind) as kinds,
       1 - count(distinct (person, kind)) / count(*) as repeat_share,
       ${asOf} - max(happened_at) filter (where person = 'person-0' and initiator = 1) as champion_silence
from w group by account`;

const times = [];
let rows = 0;
for (let i = 0; i <= Number(rounds); ++i) { // round 0 warms up
  const start = process.hrtime.bigint();
  const result = await connection.runAndReadAll(`select count(*), sum(active_now), sum(active_before), sum(rate_ratio),
    sum(gap_now), sum(gap_before), sum(kinds), sum(repeat_share), sum(champion_silence) from (${query})`);
  rows = Number(result.getRows()[0][0]);
  if (i > 0) times.push(Number(process.hrtime.bigint() - start) / 1e6);
}
times.sort((a, b) => a - b);
console.log(JSON.stringify({ ms: times[Math.floor(times.length / 2)], accounts: rows }));
