// Hospitals and health systems.
#include "clients/simulate/industries/industry.h"

namespace parallax::simulate {
namespace {

using enum Power;
using enum Desk;
using enum Phase;
using enum GateForm;

constexpr const char* kHealthTechOrgTypes[] = {"hospital", "hospital", "health_system", "payer"};
constexpr const char* kHealthTechSegments[] = {"community", "regional", "academic"};
constexpr const char* kHealthTechUnits[] = {"cardiology", "emergency", "surgery", "nursing"};

constexpr RoleSpec kHealthTechRoles[] = {
    {"clinical_champion", kInfluence, kField, kExploring, 1.0, 1, 0.4, "clinical_evidence"},
    {"nurse", kUse, kField, kExploring, 0.8, 2, 0.3, "workflow_burden"},
    {"physician", kUse, kField, kAligning, 0.7, 2, 0.4, "workflow_burden"},
    {"clinical_informatics", kInfluence, kOffice, kAligning, 0.7, 1, 0.4, "integration"},
    {"chief_medical_officer", kApprove, kOffice, kAligning, 0.8, 1, 0.6, "patient_safety"},
    {"ciso", kVeto, kOffice, kValidating, 0.9, 1, 0.9, "health_data_privacy"},
    {"privacy", kVeto, kOffice, kValidating, 0.9, 1, 0.9, "health_data_privacy"},
    {"cmio", kVeto, kOffice, kValidating, 0.8, 1, 0.7, "integration"},
    {"quality_safety", kVeto, kOffice, kValidating, 0.4, 1, 0.9, "patient_safety"},
    {"value_analysis", kVeto, kBody, kValidating, 0.64, 1, 0.6, "clinical_evidence"},
    {"cio", kApprove, kOffice, kCommitting, 0.7, 1, 0.5, "integration"},
    {"cfo", kApprove, kOffice, kCommitting, 0.8, 1, 0.5, "reimbursement"},
    {"supply_chain", kApprove, kOffice, kCommitting, 0.6, 1, 0.4, "financial_return"},
};

// 9.7 to 12.1 weeks for the integration of a light tool and a value analysis committee in 64 of 100
// hospitals are reported; each hospital repeats the security review. The other lengths are assumed.
constexpr GateSpec kHealthTechGates[] = {
    {"security_review", "ciso", "health_data_privacy", kStep, 0.95, 1, 20, 20, 16, 140, 0.5, 0.05,
     0, 0, true},
    {"privacy_agreement", "privacy", "health_data_privacy", kStep, 0.95, 1, 14, 14, 12, 100, 0.4,
     0.04, 0, 0, true},
    {"value_analysis", "value_analysis", "clinical_evidence", kStep, 0.64, 2, 20, 20, 15, 150, 0.35,
     0.08, 2, 3, false},
    {"clinical_validation", "clinical_champion", "clinical_evidence", kStep, 0.7, 2, 30, 14, 30,
     160, 0.4, 0.06, 0, 0, false},
    {"integration_review", "cmio", "integration", kStep, 0.7, 3, 50, 10, 40, 100, 0.4, 0.04, 0, 0,
     false},
    {"pilot", "nurse", "workflow_burden", kPilot, 0.5, 3, 60, 10, 70, 200, 0.25, 0.15, 0, 0, false},
    {"legal_review", "privacy", "legal_liability", kRedline, 0.8, 4, 10, 10, 10, 75, 0.5, 0.03, 0,
     0, true},
    {"budget_approval", "cfo", "reimbursement", kBudget, 0.8, 5, 7, 10, 12, 80, 0.3, 0.06, 0, 0,
     false},
    {"executive_approval", "chief_medical_officer", "patient_safety", kApproval, 0.8, 6, 3, 8, 5,
     60, 0.25, 0.05, 0, 0, false},
};

constexpr BreakSpec kHealthTechBreaks[] = {
    {kField, 1220, 104, 0.25},  {kOffice, 1220, 104, 0.2}, {kField, 104, 215, 0.7},
    {kOffice, 1210, 1220, 0.6}, {kBody, 1205, 110, 0.0},   {kField, 710, 815, 0.7},
};

constexpr const char* kHealthTechTopics[] = {
    "workflow",       "clinical_evidence", "record_integration",
    "patient_safety", "reimbursement",     "data_protection",
    "pricing",        "training"};
constexpr const char* kHealthTechResults[] = {"length_of_stay", "nursing_hours", "readmissions",
                                              "denied_claims"};
constexpr const char* kHealthTechCoreValues[] = {"pathway_completed", "alert_acted_on"};

}  // namespace

const Industry& HealthTech() {
  static const Industry kIndustry = {
      .name = "healthtech",
      .org_types = kHealthTechOrgTypes,
      .segments = kHealthTechSegments,
      .units = kHealthTechUnits,
      .roles = kHealthTechRoles,
      .gates = kHealthTechGates,
      .breaks = kHealthTechBreaks,
      .topics = kHealthTechTopics,
      .results = kHealthTechResults,
      .core_values = kHealthTechCoreValues,
      .fiscal_year_start_month = 10,
      .money_only_at_year_end = false,
      .explore_days = 70,
      .renewal_lead_days = 240,
      .deal_low = 30000,
      .deal_high = 900000,
      .seats_low = 40,
      .seats_high = 3000,
      .api_share = 0.04,
      .currency = "USD",
  };
  return kIndustry;
}

}  // namespace parallax::simulate
