// Law firms and legal departments.
#include "clients/simulate/industries/industry.h"

namespace parallax::simulate {
namespace {

using enum Power;
using enum Desk;
using enum Phase;
using enum GateForm;

constexpr const char* kLegalTechOrgTypes[] = {"law_firm", "law_firm", "legal_department"};
constexpr const char* kLegalTechSegments[] = {"boutique", "mid_market", "large_firm"};
constexpr const char* kLegalTechUnits[] = {"litigation", "corporate", "real_estate", "employment"};

// Lawyers have the last word, in a committee that vendors often cannot reach; innovation, library
// and practice leaders move it along; any partner may block.
constexpr RoleSpec kLegalTechRoles[] = {
    {"innovation_lead", kInfluence, kOffice, kExploring, 0.9, 1, 0.2, "precedent"},
    {"practice_group_leader", kInfluence, kField, kExploring, 0.8, 2, 0.5, "malpractice"},
    {"km_library", kInfluence, kOffice, kExploring, 0.7, 1, 0.3, "precedent"},
    {"partner", kVeto, kField, kAligning, 0.6, 2, 0.7, "partner_politics"},
    {"cio", kInfluence, kOffice, kValidating, 0.7, 1, 0.4, "integration"},
    {"ciso", kVeto, kOffice, kValidating, 0.9, 1, 0.9, "privilege"},
    {"general_counsel", kVeto, kOffice, kValidating, 0.8, 1, 0.8, "client_consent"},
    {"associate", kUse, kField, kValidating, 0.7, 2, 0.2, "adoption"},
    {"technology_committee", kApprove, kBody, kCommitting, 0.9, 1, 0.6, "defensibility"},
    {"managing_partner", kApprove, kField, kCommitting, 0.6, 1, 0.6, "defensibility"},
    {"procurement", kApprove, kOffice, kCommitting, 0.4, 1, 0.5, "financial_return"},
    {"client", kVeto, kBody, kValidating, 0.2, 1, 0.8, "client_consent"},
};

// The quiet of one to two months after security papers is the queue in front of the reviewers; a
// pilot states success for 60 to 90 days. The rest is assumed.
constexpr GateSpec kLegalTechGates[] = {
    {"security_review", "ciso", "privilege", kStep, 0.95, 1, 14, 18, 12, 90, 0.45, 0.05, 0, 0,
     true},
    {"reference_check", "practice_group_leader", "precedent", kReference, 0.7, 1, 3, 6, 4, 40, 0.3,
     0.02, 0, 0, false},
    {"client_consent", "general_counsel", "client_consent", kStep, 0.4, 2, 10, 12, 10, 75, 0.35,
     0.06, 0, 0, false},
    {"pilot", "associate", "precedent", kPilot, 0.5, 2, 55, 5, 60, 110, 0.15, 0.15, 0, 0, false},
    {"legal_review", "general_counsel", "malpractice", kRedline, 0.9, 3, 7, 8, 9, 75, 0.55, 0.03, 0,
     0, true},
    {"committee_approval", "technology_committee", "defensibility", kApproval, 0.9, 4, 3, 10, 3, 95,
     0.25, 0.07, 3, 2, false},
    {"procurement", "procurement", "financial_return", kStep, 0.4, 5, 5, 6, 7, 50, 0.2, 0.02, 0, 0,
     false},
};

constexpr BreakSpec kLegalTechBreaks[] = {
    {kField, 1101, 1224, 0.45}, {kField, 1224, 102, 0.1}, {kOffice, 1224, 102, 0.25},
    {kBody, 1215, 110, 0.0},    {kField, 801, 901, 0.6},  {kOffice, 801, 901, 0.75},
    {kBody, 801, 901, 0.3},
};

constexpr const char* kLegalTechTopics[] = {
    "privilege", "contract_review", "research", "client_guidelines",
    "accuracy",  "document_system", "pricing",  "training"};
constexpr const char* kLegalTechResults[] = {"review_hours", "matter_cycle_time", "write_offs",
                                             "client_retention"};
constexpr const char* kLegalTechCoreValues[] = {"matter_completed", "clause_reused"};

}  // namespace

const Industry& LegalTech() {
  static const Industry kIndustry = {
      .name = "legaltech",
      .org_types = kLegalTechOrgTypes,
      .segments = kLegalTechSegments,
      .units = kLegalTechUnits,
      .roles = kLegalTechRoles,
      .gates = kLegalTechGates,
      .breaks = kLegalTechBreaks,
      .topics = kLegalTechTopics,
      .results = kLegalTechResults,
      .core_values = kLegalTechCoreValues,
      .fiscal_year_start_month = 1,
      .money_only_at_year_end = false,
      .explore_days = 60,
      .renewal_lead_days = 200,
      .deal_low = 15000,
      .deal_high = 400000,
      .seats_low = 10,
      .seats_high = 800,
      .api_share = 0.02,
      .currency = "USD",
  };
  return kIndustry;
}

}  // namespace parallax::simulate
