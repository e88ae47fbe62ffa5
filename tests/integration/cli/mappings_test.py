"""Every mapping that is shipped, on small files of the shape it is for (made up here) and, where they are, on the real ones."""
import gzip
import json
import os
import tempfile
import unittest

import harness

MAPPINGS = os.path.join(harness.SOURCE, "clients", "cli", "mappings")
DATA = os.environ.get("PARALLAX_DATA_DIR", os.path.join(harness.SOURCE, "..", "shared", "data"))

SALESFORCE = {
    "Account.csv": "Id,Name,BillingCountry,CreatedDate,IsDeleted\n001A,Acme,DE,2026-01-05T08:00:00.000+0000,false\n"
                   "001B,Gone,US,2026-01-05T08:00:00.000+0000,true\n",
    "Contact.csv": "Id,AccountId,Department,CreatedDate\n003A,001A,IT,2026-01-06T08:00:00.000+0000\n",
    "Opportunity.csv": "Id,AccountId,Type,StageName,Amount,CloseDate,CreatedDate,IsClosed,IsWon,LeadSource\n"
                       "006A,001A,New Business,Closed Won,1200.50,2026-03-20,2026-02-01T09:00:00.000+0000,true,true,Web\n"
                       "006B,001A,Renewal,Proposal,,2026-06-01,2026-02-02T09:00:00.000+0000,false,false,\n",
    "OpportunityHistory.csv": "Id,OpportunityId,StageName,Amount,CreatedDate\n"
                              "008A,006A,Discovery,1000,2026-02-01T09:00:00.000+0000\n"
                              "008B,006A,Discovery,1200.50,2026-02-10T09:00:00.000+0000\n"
                              "008C,006A,Closed Won,1200.50,2026-03-20T09:00:00.000+0000\n",
    "OpportunityFieldHistory.csv": "Id,OpportunityId,Field,OldValue,NewValue,CreatedDate\n"
                                   "017A,006A,CloseDate,2026-03-01,2026-03-20,2026-02-20T09:00:00.000+0000\n"
                                   "017B,006A,StageName,Discovery,Closed Won,2026-03-20T09:00:00.000+0000\n",
    "OpportunityContactRole.csv": "Id,OpportunityId,ContactId,Role,CreatedDate\n"
                                  "00KA,006A,003A,Evaluator,2026-02-03T09:00:00.000+0000\n",
    "Task.csv": "Id,AccountId,WhoId,WhatId,TaskSubtype,Type,Status,ActivityDate,CreatedDate,LastModifiedDate,CallType\n"
                "00TA,001A,003A,006A,Call,,Completed,2026-02-05,2026-02-05T09:00:00.000+0000,2026-02-05T09:00:00.000+0000,Inbound\n"
                "00TB,001A,00QA,006A,Task,,Completed,2026-02-09,2026-02-06T09:00:00.000+0000,2026-02-08T09:00:00.000+0000,\n",
    "Event.csv": "Id,AccountId,WhoId,WhatId,StartDateTime,ActivityDate,DurationInMinutes\n"
                 "00UA,001A,003A,006A,2026-02-12T14:00:00.000+0000,2026-02-12,45\n"
                 "00UB,001A,00QA,006A,2026-02-13T14:00:00.000+0000,2026-02-13,30\n",
    "Lead.csv": "Id,ConvertedAccountId,ConvertedContactId,ConvertedDate,LeadSource\n00QA,001A,003A,2026-01-31,Web\n",
}

HUBSPOT = {
    "company.csv": "id,property_name,property_createdate,property_country\n11,Acme,2026-01-05 08:00:00,Germany\n",
    "contact.csv": "id,property_associatedcompanyid,property_hs_buying_role,property_createdate\n"
                   "501,11,DECISION_MAKER,2026-01-06 08:00:00\n502,11,CHAMPION,2026-01-06 08:00:00\n503,,,2026-01-06 08:00:00\n",
    "deal.csv": "deal_id,owner_id,property_createdate\n71,9,2026-02-01 9:00:00\n72,9,2026-02-02 09:00:00\n",
    "deal_company.csv": "company_id,deal_id\n11,71\n",
    "deal_stage.csv": "deal_id,date_entered,value\n71,2026-02-01 9:00:00,s1\n71,2026-03-01 9:00:00,s9\n",
    "deal_pipeline_stage.csv": "stage_id,label,is_closed,closed_won\ns1,Qualified,FALSE,FALSE\ns9,Closed Won,TRUE,TRUE\n",
    "deal_property_history.csv": "deal_id,timestamp,name,value\n71,2026-02-01 09:00:00,closedate,2026-03-01 00:00:00\n"
                                 "71,2026-02-10 09:00:00,closedate,2026-03-10 00:00:00\n71,2026-02-11 09:00:00,amount,5000\n",
    "engagement_meeting.csv": "engagement_id,start_time,meeting_outcome\n901,2026-02-12 14:00:00,COMPLETED\n"
                              "902,2026-02-13 14:00:00,NO_SHOW\n903,2026-02-14 14:00:00,COMPLETED\n",
    "engagement_call.csv": "engagement_id,property_hs_timestamp,property_hs_call_direction\n904,2026-02-15 14:00:00,INBOUND\n",
    "engagement_email.csv": "engagement_id,property_hs_timestamp,property_hs_email_direction\n905,2026-02-16 14:00:00,EMAIL\n",
    "engagement_contact.csv": "contact_id,engagement_id\n501,901\n502,901\n501,902\n501,904\n",
    "engagement_company.csv": "company_id,engagement_id\n11,901\n11,902\n11,904\n11,905\n",
    "engagement_deal.csv": "deal_id,engagement_id\n71,901\n71,904\n",
    "contact_form_submission.csv": "conversion_id,contact_id,timestamp,title\nc1,501,2026-01-20 10:00:00,Request Demo\n",
    "ticket.csv": "id,property_createdate,property_closed_date,property_hs_ticket_priority\n31,2026-03-05 10:00:00,2026-03-06 10:00:00,HIGH\n",
    "ticket_company.csv": "ticket_id,company_id\n31,11\n",
}

OLIST = {
    "olist_marketing_qualified_leads_dataset.csv": "mql_id,first_contact_date,landing_page_id,origin\n"
                                                   "m1,2018-02-01,l1,social\nm2,2018-02-02,l1,\n",
    "olist_closed_deals_dataset.csv": "mql_id,won_date,business_segment,lead_type,lead_behaviour_profile,business_type\n"
                                      "m1,2018-02-26 19:58:54,pet,online_medium,\"cat, wolf\",reseller\n",
    "seller_first_90d.csv": "mql_id,first_order\nm1,2018-03-11 10:26:01\n",
}

RAVENSTACK = {
    "ravenstack_accounts.csv": "account_id,account_name,industry,country,signup_date\nA-1,Company_0,EdTech,US,16/10/2023\n",
    "ravenstack_subscriptions.csv": "subscription_id,account_id,start_date,end_date,seats,mrr_amount,is_trial\n"
                                    "S-1,A-1,2023-12-23,2024-04-12,14,2786,False\nS-2,A-1,2023-11-01,,5,0,True\n",
    "ravenstack_feature_usage.csv": "usage_id,subscription_id,usage_date,feature_name,usage_count,usage_duration_secs,error_count,"
                                    "is_beta_feature\nU-1,S-1,2023-07-27,feature_20,9,5004,0,False\n"
                                    "U-1,S-2,2023-07-28,feature_20,9,5004,0,False\n",
    "ravenstack_support_tickets.csv": "ticket_id,account_id,submitted_at,closed_at,resolution_time_hours,priority,satisfaction_score,"
                                      "escalation_flag\nT-1,A-1,2023-07-27,2023-07-28 03:00:00,27.0,urgent,4.0,False\n",
    "ravenstack_churn_events.csv": "churn_event_id,account_id,churn_date,reason_code,is_reactivation\nC-1,A-1,27/10/2024,pricing,FALSE\n",
}


def segment_call(number, kind, **more):
    return {"messageId": f"m-{number}", "type": kind, "userId": "u-1", "timestamp": "2026-02-01T10:00:00Z",
            "receivedAt": "2026-02-01T10:00:01Z", **more}


SEGMENT = [
    segment_call(1, "group", groupId="acme", traits={"name": "Acme", "plan": "Team", "industry": "Retail"}),
    segment_call(2, "identify", context={"groupId": "acme"}, traits={"email": "a@b.example", "department": "IT"}),
    segment_call(3, "track", event="Trial Started", context={"groupId": "acme"}),
    segment_call(4, "track", event="Report Shared", properties={"groupId": "acme"}),
    segment_call(5, "track", event="Button Pressed", context={"groupId": "acme"}),
    segment_call(6, "track", event="Account Added User", context={"groupId": "acme"}),
    segment_call(7, "page", name="Pricing", context={"groupId": "acme"}),
    segment_call(8, "track", event="Nobody's", context={}),
    {**segment_call(9, "track", event="Signed Up", context={"groupId": "acme"}), "userId": "person@company.example"},
]


class Mappings(harness.ServerTest):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def workspace(self):
        return self.id().split(".")[-1].replace("_", "-")

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, files):
        for name, text in files.items():
            with open(self.path(name), "w", encoding="utf-8", newline="") as file:
                file.write(text)

    def run_mapping(self, name, *inputs, code=0):
        result = self.run_cli("--workspace", self.workspace(), "--output", "json", "signal", "import", "--mapping",
                              os.path.join(MAPPINGS, f"{name}.toml"), *(inputs or [self.folder.name]))
        self.assertEqual(result.code, code, result.err)
        return result.json()

    def kinds(self, account):
        log = self.must("--workspace", self.workspace(), "--output", "ndjson", "signal", "log", account, "--limit", "0")
        counts = {}
        self.signals = log.lines()
        for signal in self.signals:
            counts[signal["kind"]] = counts.get(signal["kind"], 0) + 1
        return counts

    def test_salesforce_objects(self):
        self.write(SALESFORCE)
        counts = self.run_mapping("salesforce")
        self.assertEqual((counts["accounts"], counts["stakeholders"], counts["decisions"]), (1, 1, 2))
        self.assertEqual(self.kinds("001A"), {
            "sales.decision_opened": 2, "lifecycle.decision_outcome": 1, "sales.stage_changed": 2, "sales.amount_changed": 2,
            "sales.close_date_changed": 1, "sales.stakeholder_joined": 1, "sales.message_exchanged": 1, "sales.next_step": 2,
            "sales.meeting_held": 1, "marketing.lead_qualified": 1})
        moved = next(s for s in self.signals if s["kind"] == "sales.close_date_changed")
        self.assertEqual((moved["attributes"]["due_before"], moved["attributes"]["due"]),
                         ("2026-03-01T12:00:00Z", "2026-03-20T12:00:00Z"))
        call = next(s for s in self.signals if s["kind"] == "sales.message_exchanged")
        self.assertEqual((call["initiator"], call["attributes"]["channel"]), ("INITIATOR_BUYER", "phone"))
        again = self.run_mapping("salesforce")
        self.assertEqual((again["accepted"], again["duplicates"]), (0, counts["accepted"]))

    def test_salesforce_exports_say_what_they_lost(self):
        self.write(SALESFORCE)
        self.run_mapping("salesforce", self.folder.name, "--exported-at", "2026-03-25T00:00:00Z")
        self.write({"OpportunityContactRole.csv": "Id,OpportunityId,ContactId,Role,CreatedDate\n",
                    "Opportunity.csv": SALESFORCE["Opportunity.csv"].replace("2026-06-01", "2026-07-01")})
        for _ in range(2):  # the same export twice says the same once
            counts = self.run_mapping("salesforce", self.folder.name, "--exported-at", "2026-04-01T00:00:00Z")
            self.assertEqual((counts["snapshots"], counts["snapshotChanges"]), (2, 2))
        kinds = self.kinds("001A")
        self.assertEqual((kinds["sales.stakeholder_left"], kinds["sales.close_date_changed"]), (1, 2))
        left = next(s for s in self.signals if s["kind"] == "sales.stakeholder_left")
        self.assertEqual((left["stakeholder"], left["decision"], left["occurredAt"], left["provenance"]),
                         ("003A", "006A", "2026-04-01T00:00:00Z", "PROVENANCE_DERIVED"))

    def test_hubspot_objects(self):
        self.write(HUBSPOT)
        counts = self.run_mapping("hubspot")
        self.assertEqual((counts["accounts"], counts["stakeholders"], counts["decisions"]), (1, 2, 2))
        self.assertEqual(self.kinds("11"), {
            "sales.decision_opened": 1, "sales.stage_changed": 2, "lifecycle.decision_outcome": 1, "sales.close_date_changed": 1,
            "sales.amount_changed": 1, "sales.meeting_held": 1, "sales.meeting_moved": 1, "sales.message_exchanged": 2,
            "marketing.form_submitted": 1, "success.support_case": 2})
        meeting = next(s for s in self.signals if s["kind"] == "sales.meeting_held")
        self.assertEqual((meeting["participants"], meeting["decision"]), (["501", "502"], "71"))
        self.assertEqual(self.kinds("deal-72"), {"sales.decision_opened": 1})

    def import_hubspot_exports(self, first, second):
        """Both exports, a week apart, the second one twice: the same export says the same once."""
        self.write(first)
        self.run_mapping("hubspot", self.folder.name, "--exported-at", "2026-03-25T00:00:00Z")
        self.write(second)
        for _ in range(2):
            counts = self.run_mapping("hubspot", self.folder.name, "--exported-at", "2026-04-01T00:00:00Z")
        return counts

    def changes(self, account):
        """What snapshots said of an account: kind, decision, stakeholder."""
        self.kinds(account)
        return sorted((s["kind"], s.get("decision"), s.get("stakeholder")) for s in self.signals
                      if s.get("provenance") == "PROVENANCE_DERIVED")

    def test_hubspot_exports_say_who_was_put_on_a_deal_and_taken_off_it(self):
        associations = "contact_id,deal_id,type_id,category\n501,71,3,HUBSPOT_DEFINED\n501,71,45,USER_DEFINED\n502,71,3,HUBSPOT_DEFINED\n"
        counts = self.import_hubspot_exports(
            HUBSPOT | {"deal_contact.csv": associations},
            # One of two kinds of association of 501 is gone, which changes nothing; 502 is gone, and 503 is there instead.
            {"deal_contact.csv": "contact_id,deal_id,type_id,category\n501,71,3,HUBSPOT_DEFINED\n503,71,3,HUBSPOT_DEFINED\n"})
        self.assertEqual((counts["snapshots"], counts["snapshotChanges"]), (2, 2))
        self.assertEqual(self.changes("11"), [("sales.stakeholder_joined", "71", "503"), ("sales.stakeholder_left", "71", "502")])
        left = next(s for s in self.signals if s["kind"] == "sales.stakeholder_left")
        self.assertEqual((left["occurredAt"], left["attributes"]), ("2026-04-01T00:00:00Z", {"reason": "removed"}))

    def test_hubspot_exports_without_histories_say_what_moved(self):
        deal = "deal_id,owner_id,property_createdate,deal_pipeline_stage_id,property_closedate\n"
        files = {name: text for name, text in HUBSPOT.items() if name not in ("deal_stage.csv", "deal_property_history.csv")}
        self.import_hubspot_exports(files | {"deal.csv": deal + "71,9,2026-02-01 9:00:00,s1,2026-04-30 00:00:00\n"},
                                    {"deal.csv": deal + "71,9,2026-02-01 9:00:00,s9,2026-05-31 00:00:00\n"})
        self.assertEqual(self.changes("11"), [("lifecycle.decision_outcome", "71", ""), ("sales.close_date_changed", "71", ""),
                                              ("sales.stage_changed", "71", "")])
        said = {s["kind"]: s["attributes"] for s in self.signals if s.get("provenance") == "PROVENANCE_DERIVED"}
        self.assertEqual(said, {
            "lifecycle.decision_outcome": {"state": "won"},
            "sales.stage_changed": {"stage": "closed_won", "stage_before": "qualified"},
            "sales.close_date_changed": {"due": "2026-05-31T00:00:00Z", "due_before": "2026-04-30T00:00:00Z"}})

    def test_hubspot_exports_with_histories_do_not_say_the_same_again(self):
        deal = "deal_id,owner_id,property_createdate,deal_pipeline_stage_id,property_closedate\n"
        self.import_hubspot_exports(HUBSPOT | {"deal.csv": deal + "71,9,2026-02-01 9:00:00,s1,2026-03-01 00:00:00\n"},
                                    {"deal.csv": deal + "71,9,2026-02-01 9:00:00,s9,2026-03-10 00:00:00\n"})
        self.assertEqual(self.changes("11"), [])

    def test_segment_calls(self):
        with gzip.open(self.path("calls.ndjson.gz"), "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(call) + "\n" for call in SEGMENT)
        counts = self.run_mapping("segment", self.path("calls.ndjson.gz"))
        self.assertEqual((counts["rows"], counts["accounts"], counts["stakeholders"]), (9, 1, 2))
        self.assertEqual(self.kinds("acme"), {
            "validation.pilot": 1, "product.core_value_event": 1, "x.segment.track": 1, "sales.stakeholder_joined": 1,
            "marketing.content_engaged": 1, "marketing.form_submitted": 1})
        form = next(s for s in self.signals if s["kind"] == "marketing.form_submitted")
        self.assertRegex(form["stakeholder"], "^h-[0-9a-f]{32}$")

    def test_olist_leads(self):
        self.write(OLIST)
        counts = self.run_mapping("olist")
        self.assertEqual((counts["accounts"], counts["decisions"]), (2, 2))
        self.assertEqual(self.kinds("m1"), {"marketing.lead_qualified": 1, "lifecycle.decision_outcome": 1,
                                            "product.core_value_event": 1})

    def test_ravenstack_tables(self):
        self.write(RAVENSTACK)
        self.run_mapping("ravenstack")
        self.assertEqual(self.kinds("A-1"), {
            "finance.subscription_changed": 2, "validation.pilot": 1, "x.ravenstack.feature_used": 2, "success.support_case": 2,
            "success.survey": 1, "lifecycle.relationship_outcome": 1})

    def real(self, folder):
        path = os.path.join(DATA, folder)
        if not os.path.isdir(path):
            self.skipTest(f"the data of {folder} is not here; set PARALLAX_DATA_DIR to its parent folder")
        return path

    def test_the_real_olist_imports_whole(self):
        counts = self.run_mapping("olist", self.real("olist"))
        self.assertEqual((counts["accounts"], counts["decisions"]), (8000, 8000))
        self.assertEqual((counts["accepted"], counts["rejected"]), (8000 + 842 + 276, 0))

    def test_the_real_ravenstack_imports_whole(self):
        counts = self.run_mapping("ravenstack", self.real("ravenstack"))
        self.assertEqual(counts["accounts"], 500)
        self.assertEqual(counts["rejected"], 0)

    def test_the_column_shapes_of_salesforce_and_hubspot_are_read(self):
        for name in ("salesforce", "hubspot"):
            with self.subTest(name=name):
                counts = self.run_mapping(name, self.real(os.path.join("crm_shapes", name)))
                self.assertGreater(counts["accepted"], 0)
                self.assertEqual(counts["rejected"], 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
