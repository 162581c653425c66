/* SPDX-License-Identifier: Apache-2.0 */
/* The workload: two texts, and what differs from number to number. */
#include "bench/workload.h"

#include "credimur/crypto.h"

#include <inttypes.h>
#include <stdio.h>

/* In the texts, ^x stands for a value of the number n: see `put`. */

#define CONTEXTS                                                               \
    "\"https://www.w3.org/ns/credentials/v2\","                                \
    "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\""
#define BASE "https://issuer.example.edu"
#define ALIGNMENT(code, name)                                                  \
    "{\"type\":[\"Alignment\"],\"targetCode\":\"" code                         \
    "\",\"targetName\":\"" name                                                \
    "\",\"targetFramework\":\"Example Skills Framework 2024\","                \
    "\"targetType\":\"ceasn:Competency\",\"targetUrl\":"                       \
    "\"https://framework.example.org/skills/" code "\"}"
#define LEVEL(number, name)                                                    \
    "{\"id\":\"urn:result:^n:level-" number                                    \
    "\",\"type\":[\"RubricCriterionLevel\"],\"name\":\"" name                  \
    "\",\"level\":\"" number "\",\"points\":\"" number "\"}"

static const char MINIMAL[] =
    "{\"@context\":[" CONTEXTS "],\"id\":\"^u\","
    "\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],"
    "\"issuer\":{\"id\":\"^i\",\"type\":[\"Profile\"],"
    "\"name\":\"Example College\"},"
    "\"validFrom\":\"2025-01-15T09:00:00Z\",\"name\":\"Food Safety Basics\","
    "\"credentialSubject\":{\"id\":\"did:example:learner-^n\","
    "\"type\":[\"AchievementSubject\"],\"achievement\":{"
    "\"id\":\"" BASE "/achievements/food-safety\",\"type\":[\"Achievement\"],"
    "\"name\":\"Food Safety Basics\","
    "\"description\":\"Knows the basic rules of safe food handling.\","
    "\"criteria\":{\"narrative\":"
    "\"Passed the supervised test with 80% or more.\"}}}}";

static const char FULL_HEAD[] =
    "{\"@context\":[" CONTEXTS
    ",\"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json\"],"
    "\"id\":\"^U\","
    "\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"],"
    "\"issuer\":{\"id\":\"^i\",\"type\":[\"Profile\"],"
    "\"name\":\"Example College of Applied Arts\",\"url\":\"" BASE "/\","
    "\"email\":\"registrar@issuer.example.edu\","
    "\"description\":\"A public college offering short programmes in "
    "partnership with employers.\"},"
    "\"name\":\"Micro-credential in Data Analysis Practice\","
    "\"description\":\"Awarded for a 40-hour programme assessed on a workplace "
    "project.\","
    "\"image\":{\"id\":\"" BASE "/images/data-analysis.png\","
    "\"type\":\"Image\",\"caption\":\"Badge: Data Analysis Practice\"},"
    "\"validFrom\":\"2025-01-15T09:00:00Z\","
    "\"validUntil\":\"2035-01-15T09:00:00Z\","
    "\"awardedDate\":\"2025-01-10T15:30:00Z\","
    "\"credentialSubject\":{\"id\":\"did:example:learner-^l\","
    "\"type\":[\"AchievementSubject\"],"
    "\"identifier\":[{\"type\":\"IdentityObject\",\"hashed\":true,"
    "\"identityHash\":\"sha256$^m\",\"identityType\":\"emailAddress\","
    "\"salt\":\"^s\"}],\"achievement\":";

static const char FULL_ACHIEVEMENT[] =
    "{\"id\":\"" BASE "/achievements/dap-101\",\"type\":[\"Achievement\"],"
    "\"achievementType\":\"MicroCredential\","
    "\"name\":\"Data Analysis Practice\","
    "\"description\":\"Collects, cleans and explains business data with common "
    "tools, and reports the findings.\","
    "\"criteria\":{\"id\":\"" BASE "/achievements/dap-101/criteria\","
    "\"narrative\":\"Complete five units, submit a workplace project and pass "
    "a 20-minute interview with two assessors.\"},"
    "\"image\":{\"id\":\"" BASE "/images/data-analysis.png\","
    "\"type\":\"Image\"},"
    "\"humanCode\":\"DAP-101\",\"fieldOfStudy\":\"Business analytics\","
    "\"creditsAvailable\":3,\"inLanguage\":\"en-CA\","
    "\"tag\":[\"data\",\"analysis\",\"reporting\"],"
    "\"alignment\":[" ALIGNMENT("ESF-1142", "Prepare data for analysis") "," ALIGNMENT(
        "ESF-1187",
        "Interpret quantitative results") "," ALIGNMENT("ESF-2034",
                                                        "Communicat"
                                                        "e "
                                                        "findings "
                                                        "to "
                                                        "non-"
                                                        "specialist"
                                                        "s") "],"
                                                             "\"res"
                                                             "ultDe"
                                                             "scrip"
                                                             "tion"
                                                             "\":[{"
                                                             "\"id"
                                                             "\":"
                                                             "\"urn"
                                                             ":resu"
                                                             "lt:^"
                                                             "n:"
                                                             "grade"
                                                             "\","
                                                             "\"typ"
                                                             "e\":["
                                                             "\"Res"
                                                             "ultDe"
                                                             "scrip"
                                                             "tion"
                                                             "\"],"
                                                             "\"nam"
                                                             "e\":"
                                                             "\"Pro"
                                                             "ject "
                                                             "grade"
                                                             "\","
                                                             "\"res"
                                                             "ultTy"
                                                             "pe\":"
                                                             "\"Per"
                                                             "cent"
                                                             "\","
                                                             "\"req"
                                                             "uired"
                                                             "Value"
                                                             "\":"
                                                             "\"70"
                                                             "\","
                                                             "\"val"
                                                             "ueMin"
                                                             "\":"
                                                             "\"0\""
                                                             ","
                                                             "\"val"
                                                             "ueMax"
                                                             "\":"
                                                             "\"100"
                                                             "\"},"
                                                             "{\"id"
                                                             "\":"
                                                             "\"urn"
                                                             ":resu"
                                                             "lt:^"
                                                             "n:"
                                                             "rubri"
                                                             "c\","
                                                             "\"typ"
                                                             "e\":["
                                                             "\"Res"
                                                             "ultDe"
                                                             "scrip"
                                                             "tion"
                                                             "\"],"
                                                             "\"nam"
                                                             "e\":"
                                                             "\"Int"
                                                             "ervie"
                                                             "w "
                                                             "level"
                                                             "\","
                                                             "\"res"
                                                             "ultTy"
                                                             "pe\":"
                                                             "\"Rub"
                                                             "ricCr"
                                                             "iteri"
                                                             "onLev"
                                                             "el\","
                                                             "\"req"
                                                             "uired"
                                                             "Level"
                                                             "\":"
                                                             "\"urn"
                                                             ":resu"
                                                             "lt:^"
                                                             "n:"
                                                             "level"
                                                             "-1\","
                                                             "\"rub"
                                                             "ricCr"
                                                             "iteri"
                                                             "onLev"
                                                             "el\":"
                                                             "[" LEVEL(
                                                                 "1",
                                                                 "Me"
                                                                 "et"
                                                                 "s") "," LEVEL("2",
                                                                                "E"
                                                                                "x"
                                                                                "c"
                                                                                "e"
                                                                                "e"
                                                                                "d"
                                                                                "s") "]}]}";

static const char FULL_TAIL[] =
    ",\"result\":[{\"type\":[\"Result\"],"
    "\"resultDescription\":\"urn:result:^n:grade\",\"value\":\"^g\"},"
    "{\"type\":[\"Result\"],\"resultDescription\":\"urn:result:^n:rubric\","
    "\"achievedLevel\":\"urn:result:^n:level-^v\"}]},"
    "\"evidence\":[{\"id\":\"" BASE "/evidence/^e\",\"type\":[\"Evidence\"],"
    "\"name\":\"Workplace project report\",\"narrative\":\"Analysis of twelve "
    "months of sales records with a written recommendation.\","
    "\"genre\":\"Project\",\"audience\":\"Employers\"}]";

static const char FULL_STATUS[] =
    ",\"credentialSchema\":[{\"id\":\"https://purl.imsglobal.org/spec/ob/v3p0/"
    "schema/json/ob_v3p0_achievementcredential_schema.json\","
    "\"type\":\"1EdTechJsonSchemaValidator2019\"}],"
    "\"credentialStatus\":{\"id\":\"" BASE "/status/1#^x\","
    "\"type\":\"BitstringStatusListEntry\",\"statusPurpose\":\"revocation\","
    "\"statusListIndex\":\"^x\",\"statusListCredential\":\"" BASE
    "/status/1\"}";

enum { STATUS_LIST_BITS = 131072, HEX_DIGITS = 2 * CRD_SHA256_BYTES };

/* The digest of "SALT:n" in hexadecimal: where all that looks random is from.
 */
static void digest(char out[HEX_DIGITS + 1], const char *salt, uint64_t n)
{
    uint8_t sum[CRD_DIGEST_MAX];
    char text[64];
    int len = snprintf(text, sizeof text, "%s:%" PRIu64, salt, n);
    crd_digest(sum, CRD_SHA256, text, (size_t)len);
    crd_hex_write(out, sum, CRD_SHA256_BYTES);
}

static void put_hex(crd_buffer *out, const char *salt, uint64_t n, size_t len)
{
    char hex[HEX_DIGITS + 1];
    digest(hex, salt, n);
    crd_buffer_append(out, hex, len);
}

static void put_uuid(crd_buffer *out, const char *salt, uint64_t n)
{
    char h[HEX_DIGITS + 1];
    digest(h, salt, n);
    crd_buffer_printf(out, "urn:uuid:%.8s-%.4s-4%.3s-a%.3s-%.12s", h, h + 8,
                      h + 13, h + 17, h + 20);
}

static void put(crd_buffer *out, char what, uint64_t n, crd_span issuer)
{
    switch (what) {
    case 'e':
        put_hex(out, "ev", n, 16);
        break;
    case 'g':
        crd_buffer_printf(out, "%u", (unsigned)(70 + n % 30));
        break;
    case 'i':
        crd_buffer_append_span(out, issuer);
        break;
    case 'l':
        put_hex(out, "learner", n, 24);
        break;
    case 'm':
        put_hex(out, "mail", n, HEX_DIGITS);
        break;
    case 'n':
        crd_buffer_printf(out, "%" PRIu64, n);
        break;
    case 's':
        put_hex(out, "salt", n, 16);
        break;
    case 'u':
        put_uuid(out, "min", n);
        break;
    case 'U':
        put_uuid(out, "full", n);
        break;
    case 'v':
        crd_buffer_printf(out, "%u", (unsigned)(1 + n % 2));
        break;
    case 'x':
        crd_buffer_printf(out, "%u", (unsigned)(n % STATUS_LIST_BITS));
        break;
    default:
        break;
    }
}

static void fill(crd_buffer *out, const char *text, uint64_t n, crd_span issuer)
{
    const char *next;
    while ((next = strchr(text, '^'))) {
        crd_buffer_append(out, text, (size_t)(next - text));
        put(out, next[1], n, issuer);
        text = next + 2;
    }
    crd_buffer_append_text(out, text);
}

void workload_write(crd_buffer *out, workload kind, uint64_t n, crd_span issuer)
{
    if (kind == WORKLOAD_MINIMAL) {
        fill(out, MINIMAL, n, issuer);
        return;
    }
    fill(out, FULL_HEAD, n, issuer);
    fill(out, FULL_ACHIEVEMENT, n, issuer);
    fill(out, FULL_TAIL, n, issuer);
    if (kind == WORKLOAD_FULL) {
        fill(out, FULL_STATUS, n, issuer);
    }
    crd_buffer_append_char(out, '}');
}

void workload_write_achievement(crd_buffer *out, uint64_t n)
{
    fill(out, FULL_ACHIEVEMENT, n, CRD_SPAN_NONE);
}
