/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of Open Badges 3.0 (appendix B): members, forms, vocabularies. */
#include "badge/model.h"

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
    {"id", FORM_URL, .required = true},
    {"type", FORM_ANY, .required = true},
    {"caption", FORM_TEXT},
};
static CLASS(class_image, "Image", "Image", IMAGE);

static const crd_badge_member CRITERIA[] = {
    {"id", FORM_URL},
    {"type", FORM_ANY},
    {"narrative", FORM_TEXT},
};
static CLASS(class_criteria, NULL, "Criteria", CRITERIA);

static const crd_badge_member ALIGNMENT[] = {
    {"id", FORM_URL},
    {"type", FORM_ANY, .required = true},
    {"targetCode", FORM_TEXT},
    {"targetDescription", FORM_TEXT},
    {"targetName", FORM_TEXT, .required = true},
    {"targetFramework", FORM_TEXT},
    {"targetType", FORM_WORD, .words = TARGET_TYPES},
    {"targetUrl", FORM_URL, .required = true},
};
static CLASS(class_alignment, "Alignment", "Alignment", ALIGNMENT);

static const crd_badge_member IDENTIFIER_ENTRY[] = {
    {"id", FORM_URL},
    {"type", FORM_ANY, .required = true},
    {"identifier", FORM_TEXT, .required = true},
    {"identifierType", FORM_WORD, .required = true, .words = IDENTITY_TYPES},
};
static CLASS(class_identifier_entry, "IdentifierEntry", "IdentifierEntry",
             IDENTIFIER_ENTRY);

static const crd_badge_member IDENTITY[] = {
    {"id", FORM_URL},
    {"type", FORM_ANY, .required = true},
    {"hashed", FORM_BOOLEAN, .required = true},
    {"identityHash", FORM_TEXT, .required = true},
    {"identityType", FORM_WORD, .required = true, .words = IDENTITY_TYPES},
    {"salt", FORM_TEXT},
};
static CLASS(class_identity, "IdentityObject", "IdentityObject", IDENTITY);

static const crd_badge_member GEO[] = {
    {"id", FORM_URL},
    {"type", FORM_ANY, .required = true},
    {"latitude", FORM_NUMBER, .required = true},
    {"longitude", FORM_NUMBER, .required = true},
};
static CLASS(class_geo, "GeoCoordinates", "GeoCoordinates", GEO);

static const crd_badge_member ADDRESS[] = {
    {"id", FORM_URL},
    {"type", FORM_ANY, .required = true},
    {"addressCountry", FORM_TEXT},
    {"addressCountryCode", FORM_TEXT},
    {"addressRegion", FORM_TEXT},
    {"addressLocality", FORM_TEXT},
    {"streetAddress", FORM_TEXT},
    {"postOfficeBoxNumber", FORM_TEXT},
    {"postalCode", FORM_TEXT},
    {"geo", FORM_OBJECT, .object = &class_geo},
};
static CLASS(class_address, "Address", "Address", ADDRESS);

static const crd_badge_member RELATED[] = {
    {"id", FORM_URL, .required = true},
    {"type", FORM_ANY, .required = true},
    {"inLanguage", FORM_TEXT},
    {"version", FORM_TEXT},
};
static CLASS(class_related, "Related", "Related", RELATED);

static const crd_badge_member EVIDENCE[] = {
    {"id", FORM_URL},           {"type", FORM_ANY, .required = true},
    {"narrative", FORM_TEXT},   {"name", FORM_TEXT},
    {"description", FORM_TEXT}, {"genre", FORM_TEXT},
    {"audience", FORM_TEXT},
};
CLASS(crd_class_evidence, "Evidence", "Evidence", EVIDENCE);

/* ---- Results --------------------------------------------------------------
 */

static const crd_badge_member LEVEL[] = {
    {"id", FORM_URL, .required = true},
    {"type", FORM_ANY, .required = true},
    {"alignment", FORM_OBJECT, .many = true, .object = &class_alignment},
    {"description", FORM_TEXT},
    {"level", FORM_TEXT},
    {"name", FORM_TEXT, .required = true},
    {"points", FORM_TEXT},
};
static CLASS(class_level, "RubricCriterionLevel", "RubricCriterionLevel",
             LEVEL);

static const crd_badge_member RESULT_DESCRIPTION[] = {
    {"id", FORM_URL, .required = true},
    {"type", FORM_ANY, .required = true},
    {"alignment", FORM_OBJECT, .many = true, .object = &class_alignment},
    {"allowedValue", FORM_TEXT, .many = true},
    {"name", FORM_TEXT, .required = true},
    {"requiredLevel", FORM_URL},
    {"requiredValue", FORM_TEXT},
    {"resultType", FORM_WORD, .required = true, .words = RESULT_TYPES},
    {"rubricCriterionLevel", FORM_OBJECT, .many = true, .object = &class_level},
    {"valueMax", FORM_TEXT},
    {"valueMin", FORM_TEXT},
};
static CLASS(class_result_description, "ResultDescription", "ResultDescription",
             RESULT_DESCRIPTION);

static const crd_badge_member RESULT[] = {
    {"id", FORM_URL},
    {"type", FORM_ANY, .required = true},
    {"achievedLevel", FORM_URL},
    {"alignment", FORM_OBJECT, .many = true, .object = &class_alignment},
    {"resultDescription", FORM_URL},
    {"status", FORM_WORD, .words = RESULT_STATUSES},
    {"value", FORM_TEXT},
};
static CLASS(class_result, "Result", "Result", RESULT);

/* ---- Who and what ---------------------------------------------------------
 */

static const crd_badge_member PROFILE[] = {
    {"id", FORM_URL, .required = true},
    {"type", FORM_ANY, .required = true},
    {"name", FORM_LOCALISED},
    {"url", FORM_URL},
    {"phone", FORM_TEXT},
    {"description", FORM_LOCALISED},
    {"endorsement", FORM_CREDENTIAL, .many = true},
    {"endorsementJwt", FORM_TEXT, .many = true},
    {"image", FORM_OBJECT, .object = &class_image},
    {"email", FORM_TEXT},
    {"address", FORM_OBJECT, .object = &class_address},
    {"otherIdentifier", FORM_OBJECT, .many = true,
     .object = &class_identifier_entry},
    {"official", FORM_TEXT},
    {"parentOrg", FORM_OBJECT, .object = &crd_class_profile},
    {"familyName", FORM_TEXT},
    {"givenName", FORM_TEXT},
    {"additionalName", FORM_TEXT},
    {"patronymicName", FORM_TEXT},
    {"honorificPrefix", FORM_TEXT},
    {"honorificSuffix", FORM_TEXT},
    {"familyNamePrefix", FORM_TEXT},
    {"dateOfBirth", FORM_DATE},
};
CLASS(crd_class_profile, "Profile", "Profile", PROFILE);

static const crd_badge_member ACHIEVEMENT[] = {
    {"id", FORM_URL, .required = true},
    {"type", FORM_ANY, .required = true},
    {"alignment", FORM_OBJECT, .many = true, .object = &class_alignment},
    {"achievementType", FORM_WORD, .words = ACHIEVEMENT_TYPES},
    {"creator", FORM_PROFILE, .object = &crd_class_profile},
    {"creditsAvailable", FORM_NUMBER},
    {"criteria", FORM_OBJECT, .required = true, .object = &class_criteria},
    {"description", FORM_TEXT, .required = true},
    {"endorsement", FORM_CREDENTIAL, .many = true},
    {"endorsementJwt", FORM_TEXT, .many = true},
    {"fieldOfStudy", FORM_TEXT},
    {"humanCode", FORM_TEXT},
    {"image", FORM_OBJECT, .object = &class_image},
    {"inLanguage", FORM_TEXT},
    {"name", FORM_TEXT, .required = true},
    {"otherIdentifier", FORM_OBJECT, .many = true,
     .object = &class_identifier_entry},
    {"related", FORM_OBJECT, .many = true, .object = &class_related},
    {"resultDescription", FORM_OBJECT, .many = true,
     .object = &class_result_description},
    {"specialization", FORM_TEXT},
    {"tag", FORM_TEXT, .many = true},
    {"version", FORM_TEXT},
};
CLASS(crd_class_achievement, "Achievement", "Achievement", ACHIEVEMENT);

static const crd_badge_member ACHIEVEMENT_SUBJECT[] = {
    {"id", FORM_URL},
    {"type", FORM_ANY, .required = true},
    {"activityEndDate", FORM_TIME},
    {"activityStartDate", FORM_TIME},
    {"creditsEarned", FORM_NUMBER},
    {"achievement", FORM_OBJECT, .required = true,
     .object = &crd_class_achievement},
    {"identifier", FORM_OBJECT, .many = true, .object = &class_identity},
    {"image", FORM_OBJECT, .object = &class_image},
    {"licenseNumber", FORM_TEXT},
    {"narrative", FORM_TEXT},
    {"result", FORM_OBJECT, .many = true, .object = &class_result},
    {"role", FORM_TEXT},
    {"source", FORM_PROFILE, .object = &crd_class_profile},
    {"term", FORM_TEXT},
};
CLASS(crd_class_achievement_subject, "AchievementSubject", "AchievementSubject",
      ACHIEVEMENT_SUBJECT);

static const crd_badge_member ENDORSEMENT_SUBJECT[] = {
    {"id", FORM_URL, .required = true},
    {"type", FORM_ANY, .required = true},
    {"endorsementComment", FORM_TEXT},
};
CLASS(crd_class_endorsement_subject, "EndorsementSubject", "EndorsementSubject",
      ENDORSEMENT_SUBJECT);

/* The members of the credentials themselves that Open Badges adds to the VC
 * data model, or makes stricter. */
static const crd_badge_member ACHIEVEMENT_CREDENTIAL[] = {
    {"id", FORM_URL, .required = true},
    {"name", FORM_LOCALISED},
    {"description", FORM_LOCALISED},
    {"image", FORM_OBJECT, .object = &class_image},
    {"awardedDate", FORM_TIME},
    {"endorsement", FORM_CREDENTIAL, .many = true},
    {"endorsementJwt", FORM_TEXT, .many = true},
};
CLASS(crd_class_achievement_credential, NULL, "AchievementCredential",
      ACHIEVEMENT_CREDENTIAL);

static const crd_badge_member ENDORSEMENT_CREDENTIAL[] = {
    {"id", FORM_URL, .required = true},
    {"name", FORM_LOCALISED, .required = true},
    {"description", FORM_LOCALISED},
    {"awardedDate", FORM_TIME},
};
CLASS(crd_class_endorsement_credential, NULL, "EndorsementCredential",
      ENDORSEMENT_CREDENTIAL);
