// School districts, schools and universities of the US.
#include "clients/simulate/industries/industry.h"

namespace parallax::simulate {
namespace {

using enum Power;
using enum Desk;
using enum Phase;
using enum GateForm;

constexpr const char* kEdTechOrgTypes[] = {"school_district", "school_district", "school",
                                           "university"};
constexpr const char* kEdTechSegments[] = {"small", "medium", "large"};
constexpr const char* kEdTechUnits[] = {"elementary", "middle_school", "high_school",
                                        "district_office"};

// Who outranks whom: influence studies put curriculum and the academic officer above the
// superintendent; the board and the business office can stop it. Shares of presence are
// assumptions.
constexpr RoleSpec kEdTechRoles[] = {
    {"curriculum_director", kInfluence, kOffice, kExploring, 1.0, 1, 0.3, "evidence"},
    {"teacher", kUse, kField, kExploring, 0.9, 3, 0.2, "teacher_adoption"},
    {"principal", kInfluence, kField, kExploring, 0.7, 2, 0.3, "teacher_adoption"},
    {"instructional_coach", kInfluence, kField, kAligning, 0.5, 1, 0.2, "teacher_adoption"},
    {"chief_academic_officer", kApprove, kOffice, kAligning, 0.8, 1, 0.4, "evidence"},
    {"superintendent", kApprove, kOffice, kAligning, 0.8, 1, 0.6, "public_scrutiny"},
    {"privacy", kVeto, kOffice, kValidating, 0.9, 1, 0.9, "student_privacy"},
    {"it_admin", kInfluence, kOffice, kValidating, 0.7, 1, 0.5, "integration"},
    {"accessibility_officer", kVeto, kOffice, kValidating, 0.3, 1, 0.7, "accessibility"},
    {"business_office", kVeto, kOffice, kCommitting, 0.9, 1, 0.6, "funding"},
    {"board", kVeto, kBody, kCommitting, 0.8, 1, 0.7, "public_scrutiny"},
};

constexpr GateSpec kEdTechGates[] = {
    {"privacy_agreement", "privacy", "student_privacy", kStep, 0.9, 1, 5, 4, 4, 21, 0.35, 0.04, 0,
     0, true},
    {"integration_review", "it_admin", "integration", kStep, 0.5, 1, 4, 5, 6, 42, 0.3, 0.03, 0, 0,
     false},
    {"accessibility_review", "accessibility_officer", "accessibility", kStep, 0.3, 1, 5, 5, 6, 35,
     0.3, 0.05, 0, 0, true},
    {"pilot", "teacher", "teacher_adoption", kPilot, 0.6, 2, 40, 5, 50, 120, 0.2, 0.15, 0, 0,
     false},
    {"curriculum_review", "curriculum_director", "evidence", kStep, 0.5, 2, 14, 7, 14, 75, 0.3,
     0.04, 0, 0, false},
    {"budget_approval", "business_office", "funding", kBudget, 0.8, 3, 5, 7, 10, 60, 0.2, 0.06, 0,
     0, false},
    {"board_approval", "board", "public_scrutiny", kApproval, 0.7, 4, 3, 7, 3, 90, 0.15, 0.05, 2, 1,
     true},
    {"procurement", "business_office", "funding", kStep, 0.9, 5, 4, 5, 6, 45, 0.2, 0.02, 0, 0,
     true},
};

constexpr BreakSpec kEdTechBreaks[] = {
    {kField, 1220, 105, 0.03},  {kOffice, 1222, 102, 0.2}, {kField, 1123, 1129, 0.1},
    {kOffice, 1125, 1129, 0.2}, {kField, 405, 515, 0.45},  {kField, 615, 810, 0.05},
    {kOffice, 628, 725, 0.35},  {kField, 810, 910, 0.5},   {kBody, 625, 805, 0.2},
    {kField, 322, 330, 0.05},
};

constexpr const char* kEdTechTopics[] = {"reading_growth",   "rostering",       "student_data",
                                         "teacher_training", "lesson_planning", "state_standards",
                                         "pricing",          "reporting"};
constexpr const char* kEdTechResults[] = {"reading_growth", "teacher_hours", "attendance",
                                          "graduation_rate"};
constexpr const char* kEdTechCoreValues[] = {"class_completed", "assessment_used"};

}  // namespace

const Industry& EdTech() {
  static const Industry kIndustry = {
      .name = "edtech",
      .org_types = kEdTechOrgTypes,
      .segments = kEdTechSegments,
      .units = kEdTechUnits,
      .roles = kEdTechRoles,
      .gates = kEdTechGates,
      .breaks = kEdTechBreaks,
      .topics = kEdTechTopics,
      .results = kEdTechResults,
      .core_values = kEdTechCoreValues,
      .fiscal_year_start_month = 7,
      .money_only_at_year_end = true,
      .explore_days = 50,
      .renewal_lead_days = 150,
      .deal_low = 8000,
      .deal_high = 160000,
      .seats_low = 60,
      .seats_high = 4000,
      .api_share = 0,
      .currency = "USD",
  };
  return kIndustry;
}

}  // namespace parallax::simulate
