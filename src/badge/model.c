/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of Open Badges 3.0 (appendix B): members, forms, vocabularies. */
#include "badge/model.h"

#define NAME(text)                                                             \
    {                                                                          \
        (text), sizeof(text) - 1                                               \
    }
#define COUNT(table) ((uint8_t)(sizeof(table) / sizeof *(table)))
#define CLASS(name, type, title, members)                                      \
    const crd_badge_class name = {type, "Open Badges 3.0, " title, members,    \
                                  COUNT(members)}

/* ---- Vocabularies ---------------------------------------------------------
 */

static const char *const ACHIEVEMENT_TYPES[] = {"Achievement",
                                                "ApprenticeshipCertificate",
                                                "Assessment",
                                                "Assignment",
                                                "AssociateDegree",
                                                "Award",
                                                "Badge",
                                                "BachelorDegree",
                                                "Certificate",
                                                "CertificateOfCompletion",
                                                "Certification",
                                                "CommunityService",
                                                "Competency",
                                                "Course",
                                                "CoCurricular",
                                                "Degree",
                                                "Diploma",
                                                "DoctoralDegree",
                                                "Fieldwork",
                                                "GeneralEducationDevelopment",
                                                "JourneymanCertificate",
                                                "LearningProgram",
                                                "License",
                                                "Membership",
                                                "ProfessionalDoctorate",
                                                "QualityAssuranceCredential",
                                                "MasterCertificate",
                                                "MasterDegree",
                                                "MicroCredential",
                                                "ResearchDoctorate",
                                                "SecondarySchoolDiploma",
                                                NULL};

static const char *const RESULT_TYPES[] = {"GradePointAverage",
                                           "LetterGrade",
                                           "Percent",
                                           "PerformanceLevel",
                                           "PredictedScore",
                                           "RawScore",
                                           "Result",
                                           "RubricCriterion",
                                           "RubricCriterionLevel",
                                           "RubricScore",
                                           "ScaledScore",
                                           "Status",
                                           NULL};

static const char *const RESULT_STATUSES[] = {
    "Completed", "Enrolled",    "Failed",   "InProgress",
    "OnHold",    "Provisional", "Withdrew", NULL};

static const char *const TARGET_TYPES[] = {
    "ceasn:Competency",  "ceterms:Credential",     "CFItem", "CFRubric",
    "CFRubricCriterion", "CFRubricCriterionLevel", "CTDL",   NULL};

static const char *const IDENTITY_TYPES[] = {"name",
                                             "sourcedId",
                                             "systemId",
                                             "productId",
                                             "userName",
                                             "accountId",
                                             "emailAddress",
                                             "nationalIdentityNumber",
                                             "isbn",
                                             "issn",
                                             "lisSourcedId",
                                             "oneRosterSourcedId",
                                             "sisSourcedId",
                                             "ltiContextId",
                                             "ltiDeploymentId",
                                             "ltiToolId",
                                             "ltiPlatformId",
                                             "ltiUserId",
                                             "identifier",
                                             NULL};

/* ---- Small classes --------------------------------------------------------
 */

static const crd_badge_member IMAGE[] = {
    {NAME("id"), FORM_URL, .required = true},
    {NAME("type"), FORM_ANY, .required = true},
    {NAME("caption"), FORM_TEXT},
};
static CLASS(class_image, "Image", "Image", IMAGE);

static const crd_badge_member CRITERIA[] = {
    {NAME("id"), FORM_URL},
    {NAME("type"), FORM_ANY},
    {NAME("narrative"), FORM_TEXT},
};
static CLASS(class_criteria, NULL, "Criteria", CRITERIA);

static const crd_badge_member ALIGNMENT[] = {
    {NAME("id"), FORM_URL},
    {NAME("type"), FORM_ANY, .required = true},
    {NAME("targetCode"), FORM_TEXT},
    {NAME("targetDescription"), FORM_TEXT},
    {NAME("targetName"), FORM_TEXT, .required = true},
    {NAME("targetFramework"), FORM_TEXT},
    {NAME("targetType"), FORM_WORD, .words = TARGET_TYPES},
    {NAME("targetUrl"), FORM_URL, .required = true},
};
static CLASS(class_alignment, "Alignment", "Alignment", ALIGNMENT);

static const crd_badge_member IDENTIFIER_ENTRY[] = {
    {NAME("id"), FORM_URL},
    {NAME("type"), FORM_ANY, .required = true},
    {NAME("identifier"), FORM_TEXT, .required = true},
    {NAME("identifierType"), FORM_WORD, .required = true,
     .words = IDENTITY_TYPES},
};
static CLASS(class_identifier_entry, "IdentifierEntry", "IdentifierEntry",
             IDENTIFIER_ENTRY);

static const crd_badge_member IDENTITY[] = {
    {NAME("id"), FORM_URL},
    {NAME("type"), FORM_ANY, .required = true},
    {NAME("hashed"), FORM_BOOLEAN, .required = true},
    {NAME("identityHash"), FORM_TEXT, .required = true},
    {NAME("identityType"), FORM_WORD, .required = true,
     .words = IDENTITY_TYPES},
    {NAME("salt"), FORM_TEXT},
};
static CLASS(class_identity, "IdentityObject", "IdentityObject", IDENTITY);

static const crd_badge_member GEO[] = {
    {NAME("id"), FORM_URL},
    {NAME("type"), FORM_ANY, .required = true},
    {NAME("latitude"), FORM_NUMBER, .required = true},
    {NAME("longitude"), FORM_NUMBER, .required = true},
};
static CLASS(class_geo, "GeoCoordinates", "GeoCoordinates", GEO);

static const crd_badge_member ADDRESS[] = {
    {NAME("id"), FORM_URL},
    {NAME("type"), FORM_ANY, .required = true},
    {NAME("addressCountry"), FORM_TEXT},
    {NAME("addressCountryCode"), FORM_TEXT},
    {NAME("addressRegion"), FORM_TEXT},
    {NAME("addressLocality"), FORM_TEXT},
    {NAME("streetAddress"), FORM_TEXT},
    {NAME("postOfficeBoxNumber"), FORM_TEXT},
    {NAME("postalCode"), FORM_TEXT},
    {NAME("geo"), FORM_OBJECT, .object = &class_geo},
};
static CLASS(class_address, "Address", "Address", ADDRESS);

static const crd_badge_member RELATED[] = {
    {NAME("id"), FORM_URL, .required = true},
    {NAME("type"), FORM_ANY, .required = true},
    {NAME("inLanguage"), FORM_TEXT},
    {NAME("version"), FORM_TEXT},
};
static CLASS(class_related, "Related", "Related", RELATED);

static const crd_badge_member EVIDENCE[] = {
    {NAME("id"), FORM_URL},
    {NAME("type"), FORM_ANY, .required = true},
    {NAME("narrative"), FORM_TEXT},
    {NAME("name"), FORM_TEXT},
    {NAME("description"), FORM_TEXT},
    {NAME("genre"), FORM_TEXT},
    {NAME("audience"), FORM_TEXT},
};
CLASS(crd_class_evidence, "Evidence", "Evidence", EVIDENCE);

/* ---- Results --------------------------------------------------------------
 */

static const crd_badge_member LEVEL[] = {
    {NAME("id"), FORM_URL, .required = true},
    {NAME("type"), FORM_ANY, .required = true},
    {NAME("alignment"), FORM_OBJECT, .many = true, .object = &class_alignment},
    {NAME("description"), FORM_TEXT},
    {NAME("level"), FORM_TEXT},
    {NAME("name"), FORM_TEXT, .required = true},
    {NAME("points"), FORM_TEXT},
};
static CLASS(class_level, "RubricCriterionLevel", "RubricCriterionLevel",
             LEVEL);

static const crd_badge_member RESULT_DESCRIPTION[] = {
    {NAME("id"), FORM_URL, .required = true},
    {NAME("type"), FORM_ANY, .required = true},
    {NAME("alignment"), FORM_OBJECT, .many = true, .object = &class_alignment},
    {NAME("allowedValue"), FORM_TEXT, .many = true},
    {NAME("name"), FORM_TEXT, .required = true},
    {NAME("requiredLevel"), FORM_URL},
    {NAME("requiredValue"), FORM_TEXT},
    {NAME("resultType"), FORM_WORD, .required = true, .words = RESULT_TYPES},
    {NAME("rubricCriterionLevel"), FORM_OBJECT, .many = true,
     .object = &class_level},
    {NAME("valueMax"), FORM_TEXT},
    {NAME("valueMin"), FORM_TEXT},
};
static CLASS(class_result_description, "ResultDescription", "ResultDescription",
             RESULT_DESCRIPTION);

static const crd_badge_member RESULT[] = {
    {NAME("id"), FORM_URL},
    {NAME("type"), FORM_ANY, .required = true},
    {NAME("achievedLevel"), FORM_URL},
    {NAME("alignment"), FORM_OBJECT, .many = true, .object = &class_alignment},
    {NAME("resultDescription"), FORM_URL},
    {NAME("status"), FORM_WORD, .words = RESULT_STATUSES},
    {NAME("value"), FORM_TEXT},
};
static CLASS(class_result, "Result", "Result", RESULT);

/* ---- Who and what ---------------------------------------------------------
 */

static const crd_badge_member PROFILE[] = {
    {NAME("id"), FORM_URL, .required = true},
    {NAME("type"), FORM_ANY, .required = true},
    {NAME("name"), FORM_LOCALISED},
    {NAME("url"), FORM_URL},
    {NAME("phone"), FORM_TEXT},
    {NAME("description"), FORM_LOCALISED},
    {NAME("endorsement"), FORM_CREDENTIAL, .many = true},
    {NAME("endorsementJwt"), FORM_TEXT, .many = true},
    {NAME("image"), FORM_OBJECT, .object = &class_image},
    {NAME("email"), FORM_TEXT},
    {NAME("address"), FORM_OBJECT, .object = &class_address},
    {NAME("otherIdentifier"), FORM_OBJECT, .many = true,
     .object = &class_identifier_entry},
    {NAME("official"), FORM_TEXT},
    {NAME("parentOrg"), FORM_OBJECT, .object = &crd_class_profile},
    {NAME("familyName"), FORM_TEXT},
    {NAME("givenName"), FORM_TEXT},
    {NAME("additionalName"), FORM_TEXT},
    {NAME("patronymicName"), FORM_TEXT},
    {NAME("honorificPrefix"), FORM_TEXT},
    {NAME("honorificSuffix"), FORM_TEXT},
    {NAME("familyNamePrefix"), FORM_TEXT},
    {NAME("dateOfBirth"), FORM_DATE},
};
CLASS(crd_class_profile, "Profile", "Profile", PROFILE);

static const crd_badge_member ACHIEVEMENT[] = {
    {NAME("id"), FORM_URL, .required = true},
    {NAME("type"), FORM_ANY, .required = true},
    {NAME("alignment"), FORM_OBJECT, .many = true, .object = &class_alignment},
    {NAME("achievementType"), FORM_WORD, .words = ACHIEVEMENT_TYPES},
    {NAME("creator"), FORM_PROFILE, .object = &crd_class_profile},
    {NAME("creditsAvailable"), FORM_NUMBER},
    {NAME("criteria"), FORM_OBJECT, .required = true,
     .object = &class_criteria},
    {NAME("description"), FORM_TEXT, .required = true},
    {NAME("endorsement"), FORM_CREDENTIAL, .many = true},
    {NAME("endorsementJwt"), FORM_TEXT, .many = true},
    {NAME("fieldOfStudy"), FORM_TEXT},
    {NAME("humanCode"), FORM_TEXT},
    {NAME("image"), FORM_OBJECT, .object = &class_image},
    {NAME("inLanguage"), FORM_TEXT},
    {NAME("name"), FORM_TEXT, .required = true},
    {NAME("otherIdentifier"), FORM_OBJECT, .many = true,
     .object = &class_identifier_entry},
    {NAME("related"), FORM_OBJECT, .many = true, .object = &class_related},
    {NAME("resultDescription"), FORM_OBJECT, .many = true,
     .object = &class_result_description},
    {NAME("specialization"), FORM_TEXT},
    {NAME("tag"), FORM_TEXT, .many = true},
    {NAME("version"), FORM_TEXT},
};
CLASS(crd_class_achievement, "Achievement", "Achievement", ACHIEVEMENT);

static const crd_badge_member ACHIEVEMENT_SUBJECT[] = {
    {NAME("id"), FORM_URL},
    {NAME("type"), FORM_ANY, .required = true},
    {NAME("activityEndDate"), FORM_TIME},
    {NAME("activityStartDate"), FORM_TIME},
    {NAME("creditsEarned"), FORM_NUMBER},
    {NAME("achievement"), FORM_OBJECT, .required = true,
     .object = &crd_class_achievement},
    {NAME("identifier"), FORM_OBJECT, .many = true, .object = &class_identity},
    {NAME("image"), FORM_OBJECT, .object = &class_image},
    {NAME("licenseNumber"), FORM_TEXT},
    {NAME("narrative"), FORM_TEXT},
    {NAME("result"), FORM_OBJECT, .many = true, .object = &class_result},
    {NAME("role"), FORM_TEXT},
    {NAME("source"), FORM_PROFILE, .object = &crd_class_profile},
    {NAME("term"), FORM_TEXT},
};
CLASS(crd_class_achievement_subject, "AchievementSubject", "AchievementSubject",
      ACHIEVEMENT_SUBJECT);

static const crd_badge_member ENDORSEMENT_SUBJECT[] = {
    {NAME("id"), FORM_URL, .required = true},
    {NAME("type"), FORM_ANY, .required = true},
    {NAME("endorsementComment"), FORM_TEXT},
};
CLASS(crd_class_endorsement_subject, "EndorsementSubject", "EndorsementSubject",
      ENDORSEMENT_SUBJECT);

/* The members of the credentials themselves that Open Badges adds to the VC
 * data model, or makes stricter. */
static const crd_badge_member ACHIEVEMENT_CREDENTIAL[] = {
    {NAME("id"), FORM_URL, .required = true},
    {NAME("name"), FORM_LOCALISED},
    {NAME("description"), FORM_LOCALISED},
    {NAME("image"), FORM_OBJECT, .object = &class_image},
    {NAME("awardedDate"), FORM_TIME},
    {NAME("endorsement"), FORM_CREDENTIAL, .many = true},
    {NAME("endorsementJwt"), FORM_TEXT, .many = true},
};
CLASS(crd_class_achievement_credential, NULL, "AchievementCredential",
      ACHIEVEMENT_CREDENTIAL);

static const crd_badge_member ENDORSEMENT_CREDENTIAL[] = {
    {NAME("id"), FORM_URL, .required = true},
    {NAME("name"), FORM_LOCALISED, .required = true},
    {NAME("description"), FORM_LOCALISED},
    {NAME("awardedDate"), FORM_TIME},
};
CLASS(crd_class_endorsement_credential, NULL, "EndorsementCredential",
      ENDORSEMENT_CREDENTIAL);
