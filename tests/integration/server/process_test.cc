// parallaxd as a process: what it prints, when it refuses, how it ends.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "core/base/time.h"
#include "gmock/gmock.h"
#include "parallax/v1/admin_service.pb.h"
#include "parallax/v1/interpretation_service.pb.h"
#include "server/convert/time.h"
#include "tests/integration/server/server_fixture.h"

namespace parallax::server {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

using Environment = std::vector<std::pair<std::string, std::string>>;

// A running parallaxd; killed at the end of the test if it still runs.
class Process {
 public:
  explicit Process(std::vector<std::string> arguments, const Environment& environment = {}) {
    int out[2], err[2];
    EXPECT_EQ(pipe2(out, O_CLOEXEC) | pipe2(err, O_CLOEXEC), 0);
    pid_ = fork();
    if (pid_ == 0) {
      dup2(out[1], STDOUT_FILENO);
      dup2(err[1], STDERR_FILENO);
      for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
      std::vector<char*> argv = {const_cast<char*>("parallaxd")};
      for (std::string& argument : arguments) argv.push_back(argument.data());
      argv.push_back(nullptr);
      execv(PARALLAXD, argv.data());
      _exit(127);
    }
    close(out[1]);
    close(err[1]);
    out_ = out[0];
    err_ = err[0];
  }
  ~Process() {
    if (!ended_) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    close(out_);
    close(err_);
  }

  // The next line of stdout; empty at its end.
  std::string ReadLine() const {
    std::string line;
    char c = 0;
    while (read(out_, &c, 1) == 1 && c != '\n') line.push_back(c);
    return line;
  }
  // A channel to the address in that line.
  std::shared_ptr<grpc::Channel> Connect() const {
    const std::string line = ReadLine();
    return grpc::CreateChannel(line.substr(line.rfind(' ') + 1),
                               grpc::InsecureChannelCredentials());
  }
  std::string ReadAll(bool errors) const {
    std::string text;
    char buffer[4096];
    for (ssize_t n = 0; (n = read(errors ? err_ : out_, buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<std::size_t>(n));
    }
    return text;
  }
  void Signal(int number) const { kill(pid_, number); }
  int ExitCode() {
    int status = 0;
    waitpid(pid_, &status, 0);
    ended_ = true;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t pid_ = -1;
  int out_ = -1, err_ = -1;
  bool ended_ = false;
};

v1::Signal MeetingOf(const std::string& account) {
  v1::Signal signal;
  signal.set_account(account);
  signal.set_source("crm");
  signal.set_source_event_id("1");
  signal.set_kind("sales.meeting_held");
  TimeToProto(kTestNow - 1000 * kDay, signal.mutable_occurred_at());  // before any real clock
  signal.add_participants("ann");
  return signal;
}

class Daemon : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = ::testing::TempDir() + "/parallaxd_test_XXXXXX";
    ASSERT_NE(mkdtemp(folder_.data()), nullptr);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // Runs to the end; returns stderr.
  static std::string Refusal(std::vector<std::string> arguments, int code) {
    Process process(std::move(arguments));
    const std::string text = process.ReadAll(true);
    EXPECT_EQ(process.ReadAll(false), "");
    EXPECT_EQ(process.ExitCode(), code);
    return text;
  }
  static std::string Output(std::vector<std::string> arguments,
                            const Environment& environment = {}) {
    Process process(std::move(arguments), environment);
    const std::string text = process.ReadAll(false);
    EXPECT_EQ(process.ExitCode(), 0) << process.ReadAll(true);
    return text;
  }
  std::string File(const std::string& text) const {
    std::ofstream(folder_ + "/parallax.toml") << text;
    return folder_ + "/parallax.toml";
  }

  std::string folder_;
};

TEST_F(Daemon, PrintsItsAddressServesAndEndsCleanlyOnSigterm) {
  Process process(
      {"--data-dir", folder_ + "/data", "--listen", "127.0.0.1:0", "--log-level", "off"});
  const std::string line = process.ReadLine();
  ASSERT_THAT(line, MatchesRegex("parallaxd serving on 127\\.0\\.0\\.1:[0-9]+"));
  {  // an idle connection that nobody reads would be waited for, five seconds
    const auto channel =
        grpc::CreateChannel(line.substr(line.rfind(' ') + 1), grpc::InsecureChannelCredentials());
    v1::GetStatusResponse response;
    EXPECT_TRUE(CallMethod(channel.get(), "/parallax.v1.AdminService/GetStatus",
                           v1::GetStatusRequest(), &response)
                    .ok());
  }
  process.Signal(SIGTERM);
  EXPECT_EQ(process.ReadAll(false), "");  // one line in all
  EXPECT_EQ(process.ExitCode(), 0);
}

TEST_F(Daemon, EndsCleanlyOnSigint) {
  Process process({"--memory", "--listen", "127.0.0.1:0"});
  process.ReadLine();
  process.Signal(SIGINT);
  EXPECT_EQ(process.ExitCode(), 0);
}

// The short call hangs on the polling thread, the heavy one on a worker.
TEST_F(Daemon, EndsWithoutHandlersThatDoNotReturnAndKeepsWhatWasAcknowledged) {
  std::ofstream(folder_ + "/lenses.toml")
      << "[[lens]]\npath = \"" PARALLAX_BINARY_DIR
         "/tests/lenses/libparallax_never_returns.so\"\ntrust = \"first_party\"\n";
  Process process({"--data-dir", folder_ + "/data", "--listen", "127.0.0.1:0", "--log-level", "off",
                   "--lenses", folder_ + "/lenses.toml", "--drain-seconds", "1"});
  {
    const auto channel = process.Connect();
    v1::IngestSignalsRequest signals;
    *signals.add_signals() = MeetingOf("acme");
    v1::IngestSignalsResponse stored;
    ASSERT_TRUE(
        CallMethod(channel.get(), "/parallax.v1.SignalService/IngestSignals", signals, &stored)
            .ok());
    ASSERT_EQ(stored.accepted(), 1u) << stored.ShortDebugString();
    v1::GetHistoryRequest history;
    history.set_account("acme");
    history.set_lens("never_returns");
    v1::GetHistoryResponse points;
    v1::InterpretRequest question;
    question.set_account("acme");
    question.set_lens("never_returns");
    v1::InterpretResponse reading;
    constexpr std::chrono::seconds kPatience(1);
    for (const grpc::Status& status :
         {CallMethod(channel.get(), "/parallax.v1.InterpretationService/GetHistory", history,
                     &points, kPatience),
          CallMethod(channel.get(), "/parallax.v1.InterpretationService/Interpret", question,
                     &reading, kPatience)}) {
      EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED) << status.error_message();
    }
  }
  process.Signal(SIGTERM);
  EXPECT_EQ(process.ReadAll(true),
            "parallaxd: ended after 6s without waiting any longer for "
            "/parallax.v1.InterpretationService/Interpret, "
            "/parallax.v1.InterpretationService/GetHistory\n");
  EXPECT_EQ(process.ExitCode(), kStuckExit);

  Process next({"--data-dir", folder_ + "/data", "--listen", "127.0.0.1:0", "--log-level", "off"});
  v1::GetStatusResponse status;
  EXPECT_TRUE(CallMethod(next.Connect().get(), "/parallax.v1.AdminService/GetStatus",
                         v1::GetStatusRequest(), &status)
                  .ok());
  EXPECT_EQ(status.signals(), 1u);
}

TEST_F(Daemon, RefusesADrainLongerThanAnHour) {
  EXPECT_THAT(Refusal({"--memory", "--drain-seconds", "3601"}, 2), HasSubstr("at most 3600"));
}

TEST_F(Daemon, RefusesToListenBeyondLoopback) {
  const std::string text = Refusal({"--memory", "--listen", "0.0.0.0:50051"}, 2);
  EXPECT_THAT(text, MatchesRegex("parallaxd: refusing to listen on 0\\.0\\.0\\.0:50051[^\n]*\n"));
}

TEST_F(Daemon, RefusesToStartWithoutADataDirectory) {
  EXPECT_THAT(Refusal({"--listen", "127.0.0.1:0"}, 2),
              MatchesRegex("parallaxd: no data directory[^\n]*\n"));
}

TEST_F(Daemon, RefusesADataDirectoryInUse) {
  Process first({"--data-dir", folder_ + "/data", "--listen", "127.0.0.1:0"});
  first.ReadLine();
  EXPECT_THAT(
      Refusal({"--data-dir", folder_ + "/data", "--listen", "127.0.0.1:0", "--log-level", "off"},
              1),
      MatchesRegex("parallaxd: [^\n]+\n"));
}

TEST_F(Daemon, RefusesAPortInUse) {
  Process first({"--memory", "--listen", "127.0.0.1:0"});
  const std::string line = first.ReadLine();
  const std::string address = line.substr(line.rfind(' ') + 1);
  EXPECT_EQ(
      Refusal({"--memory", "--listen", address, "--log-level", "off"}, 1),
      "parallaxd: cannot listen on " + address + ": the port is in use or may not be bound\n");
}

TEST_F(Daemon, RefusesLensesThatAreNotThere) {
  EXPECT_THAT(Refusal({"--memory", "--lenses", folder_ + "/none.toml"}, 1),
              HasSubstr("there is no such manifest or folder"));
}

TEST_F(Daemon, AnUnknownKeyOfTheFileNamesTheNearest) {
  EXPECT_THAT(Refusal({"--memory", "--config", File("log_levl = \"info\"\n")}, 2),
              HasSubstr("unknown key \"log_levl\"; did you mean \"log_level\"?"));
}

TEST_F(Daemon, AValueThatIsNotAcceptedNamesWhatIs) {
  EXPECT_THAT(Refusal({"--memory", "--durability", "maybe"}, 2), HasSubstr("full, relaxed"));
}

TEST_F(Daemon, FlagsWinOverTheEnvironmentAndThatOverTheFile) {
  const std::string text =
      Output({"--config", File("log_format = \"json\"\ncache_bytes = 1\nlog_level = \"warn\"\n"),
              "--log-level", "error", "--print-config"},
             {{"PARALLAX_LOG_LEVEL", "debug"}, {"PARALLAX_CACHE_BYTES", "2"}});
  EXPECT_THAT(text, HasSubstr("log_level = \"error\"  # --log-level\n"));
  EXPECT_THAT(text, HasSubstr("cache_bytes = 2  # PARALLAX_CACHE_BYTES\n"));
  EXPECT_THAT(text, HasSubstr("log_format = \"json\"  # " + folder_ + "/parallax.toml\n"));
  EXPECT_THAT(text, HasSubstr("durability = \"full\"  # default\n"));
}

TEST_F(Daemon, WhatPrintConfigPrintsIsAConfigurationFile) {
  const std::string text = Output({"--memory", "--log-level", "off", "--print-config"});
  EXPECT_THAT(Output({"--config", File(text), "--print-config"}), HasSubstr("memory = true"));
}

TEST_F(Daemon, LogsAFailedCallOnceAndWithoutItsValues) {
  Process process({"--memory", "--listen", "127.0.0.1:0", "--log-format", "json"});
  {
    const auto channel = process.Connect();
    v1::GetAccountRequest request;
    request.set_account("secret-customer");
    v1::GetAccountResponse response;
    EXPECT_FALSE(
        CallMethod(channel.get(), "/parallax.v1.AccountService/GetAccount", request, &response)
            .ok());
  }
  process.Signal(SIGTERM);
  const std::string log = process.ReadAll(true);
  EXPECT_THAT(log, HasSubstr("call failed method=/parallax.v1.AccountService/GetAccount "
                             "code=NOT_FOUND reason=ACCOUNT_NOT_FOUND"));
  EXPECT_EQ(log.find("secret-customer"), std::string::npos);
}

}  // namespace
}  // namespace parallax::server
