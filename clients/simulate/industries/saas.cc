// Companies that buy business software: the generic case.
#include "clients/simulate/industries/industry.h"

namespace parallax::simulate {
namespace {

using enum Power;
using enum Desk;
using enum Phase;
using enum GateForm;

constexpr const char* kSaasOrgTypes[] = {"company"};
constexpr const char* kSaasSegments[] = {"smb", "mid_market", "enterprise"};
constexpr const char* kSaasUnits[] = {"operations", "sales", "marketing", "support"};

// Six to ten people in a group are reported.
constexpr RoleSpec kSaasRoles[] = {
    {"department_head", kInfluence, kOffice, kExploring, 1.0, 2, 0.3, "financial_return"},
    {"end_user", kUse, kOffice, kExploring, 0.8, 3, 0.2, "adoption"},
    {"it_admin", kInfluence, kOffice, kAligning, 0.7, 1, 0.4, "integration"},
    {"cto", kInfluence, kOffice, kAligning, 0.6, 1, 0.4, "implementation"},
    {"executive_sponsor", kApprove, kOffice, kAligning, 0.7, 1, 0.4, "financial_return"},
    {"security", kVeto, kOffice, kValidating, 0.6, 1, 0.9, "security"},
    {"legal", kInfluence, kOffice, kCommitting, 0.6, 1, 0.5, "legal_liability"},
    {"procurement", kInfluence, kOffice, kCommitting, 0.6, 1, 0.5, "vendor_viability"},
    {"cfo", kApprove, kOffice, kCommitting, 0.7, 1, 0.5, "financial_return"},
};

constexpr GateSpec kSaasGates[] = {
    {"security_review", "security", "security", kStep, 0.6, 1, 4, 6, 6, 60, 0.35, 0.04, 0, 0,
     false},
    {"pilot", "end_user", "adoption", kPilot, 0.6, 1, 12, 3, 18, 60, 0.2, 0.15, 0, 0, false},
    {"reference_check", "department_head", "vendor_viability", kReference, 0.4, 1, 2, 4, 3, 25, 0.2,
     0.02, 0, 0, false},
    {"legal_review", "legal", "legal_liability", kRedline, 0.7, 2, 3, 4, 5, 45, 0.45, 0.03, 0, 0,
     true},
    {"budget_approval", "cfo", "financial_return", kBudget, 0.7, 2, 2, 4, 5, 40, 0.2, 0.06, 0, 0,
     false},
    {"procurement", "procurement", "vendor_viability", kStep, 0.6, 3, 3, 4, 5, 40, 0.25, 0.02, 0, 0,
     true},
};

constexpr BreakSpec kSaasBreaks[] = {
    {kOffice, 1222, 103, 0.15},
    {kOffice, 801, 901, 0.8},
};

constexpr const char* kSaasTopics[] = {"integration", "reporting", "automation", "onboarding",
                                       "pricing",     "security",  "roadmap"};
constexpr const char* kSaasResults[] = {"cycle_time", "cost_per_case", "response_time",
                                        "revenue_per_head"};
constexpr const char* kSaasCoreValues[] = {"workflow_completed", "report_shared"};

}  // namespace

const Industry& Saas() {
  static const Industry kIndustry = {
      .name = "saas",
      .org_types = kSaasOrgTypes,
      .segments = kSaasSegments,
      .units = kSaasUnits,
      .roles = kSaasRoles,
      .gates = kSaasGates,
      .breaks = kSaasBreaks,
      .topics = kSaasTopics,
      .results = kSaasResults,
      .core_values = kSaasCoreValues,
      .fiscal_year_start_month = 1,
      .money_only_at_year_end = false,
      .explore_days = 30,
      .renewal_lead_days = 100,
      .deal_low = 6000,
      .deal_high = 250000,
      .seats_low = 10,
      .seats_high = 1500,
      .api_share = 0.12,
      .currency = "USD",
  };
  return kIndustry;
}

}  // namespace parallax::simulate
