/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at a credential: which data model it follows, its types, and the
 * facts a sentence about it needs. Nothing is believed here. */
#include "credential/text.h"

static const struct {
    const char *name;
    uint32_t bit;
} TYPES[] = {
    {"VerifiableCredential", CRD_TYPE_CREDENTIAL},
    {"VerifiablePresentation", CRD_TYPE_PRESENTATION},
    {"AchievementCredential", CRD_TYPE_ACHIEVEMENT},
    {"OpenBadgeCredential", CRD_TYPE_ACHIEVEMENT},
    {"EndorsementCredential", CRD_TYPE_ENDORSEMENT},
    {"ClrCredential", CRD_TYPE_CLR},
    {"EnvelopedVerifiableCredential", CRD_TYPE_ENVELOPED},
    {"EnvelopedVerifiablePresentation", CRD_TYPE_ENVELOPED},
};

uint32_t crd_types_of(const crd_json *object)
{
    const crd_json *type = crd_json_get(object, "type");
    uint32_t bits = 0;
    for (uint32_t i = 0; i < crd_many_count(type); i++) {
        for (size_t k = 0; k < sizeof TYPES / sizeof *TYPES; k++) {
            if (crd_json_is_text(crd_many_at(type, i), TYPES[k].name)) {
                bits |= TYPES[k].bit;
            }
        }
    }
    return bits;
}

/* What may not stand in a URL, as bits: controls, space, and the characters
 * that RFC 3986 leaves to nobody. */
static const uint32_t NOT_IN_URL[4] = {
    0xffffffffu, /* 0x00 to 0x1f */
    1u | 1u << ('"' - 32) | 1u << ('<' - 32) | 1u << ('>' - 32),
    1u << ('\\' - 64) | 1u << ('^' - 64),
    1u << ('`' - 96) | 1u << ('{' - 96) | 1u << ('|' - 96) | 1u << ('}' - 96) |
        1u << (0x7f - 96),
};

bool crd_is_url(crd_span text)
{
    size_t i = 0;
    while (i < text.len && text.data[i] != ':') {
        char c = text.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
        if (!letter && (!other || i == 0)) {
            return false;
        }
        i++;
    }
    if (i == 0 || i + 1 >= text.len) {
        return false;
    }
    for (; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c < 0x80 && NOT_IN_URL[c >> 5] >> (c & 31) & 1) {
            return false;
        }
    }
    return true;
}

/* The id of something that is an object with an id, or the id itself. */
static crd_span id_of(const crd_json *value)
{
    if (crd_json_is(value, CRD_JSON_STRING)) {
        return crd_json_span(value);
    }
    return crd_json_get_text(value, "id");
}

static bool read_instant(crd_instant *out, const crd_json *root,
                         const char *name)
{
    crd_span text = crd_json_get_text(root, name);
    return text.data && crd_instant_parse(out, text, NULL) == CRD_OK;
}

void crd_credential_read(crd_credential *out, const crd_json *root)
{
    const crd_json *contexts = crd_json_get(root, "@context");
    const crd_json *first =
        crd_many_count(contexts) ? crd_many_at(contexts, 0) : NULL;
    memset(out, 0, sizeof *out);
    out->root = root;
    out->types = crd_types_of(root);
    out->version =
        crd_json_is_text(first, "https://www.w3.org/ns/credentials/v2")
            ? CRD_VC_2_0
        : crd_json_is_text(first, "https://www.w3.org/2018/credentials/v1")
            ? CRD_VC_1_1
            : CRD_VC_UNKNOWN;
    out->valid_from_name =
        out->version == CRD_VC_1_1 ? "issuanceDate" : "validFrom";
    out->valid_until_name =
        out->version == CRD_VC_1_1 ? "expirationDate" : "validUntil";
    out->issuer = crd_json_get(root, "issuer");
    out->issuer_id = id_of(out->issuer);
    out->holder_id = id_of(crd_json_get(root, "holder"));
    out->subjects = crd_json_get(root, "credentialSubject");
    out->has_valid_from =
        read_instant(&out->valid_from, root, out->valid_from_name);
    out->has_valid_until =
        read_instant(&out->valid_until, root, out->valid_until_name);
}

/*
 * A signature over RDF says nothing of the order of an array, so that no rule
 * here may depend on it: whoever passes a credential on could choose what is
 * shown. Of several texts (VCDM 2.0, 11.1) the one without a language comes
 * first, then English, then the others by tag; equal ones go by their bytes.
 */
typedef struct choice {
    crd_span text; /* `.data` NULL: none */
    crd_span language;
    int rank;
} choice;

static choice choice_of(const crd_json *value)
{
    choice c = {CRD_SPAN_NONE, CRD_SPAN_NONE, 0};
    if (crd_json_is(value, CRD_JSON_OBJECT)) {
        c.language = crd_json_get_text(value, "@language");
        c.rank = !c.language.len ? 0 : crd_span_is(c.language, "en") ? 1 : 2;
        value = crd_json_get(value, "@value");
    }
    if (crd_json_is(value, CRD_JSON_STRING)) {
        c.text = crd_json_span(value);
    }
    return c;
}

static bool goes_before(const choice *a, const choice *b)
{
    int by_language = crd_span_compare(a->language, b->language);
    if (!b->text.data || a->rank != b->rank) {
        return !b->text.data || a->rank < b->rank;
    }
    return by_language ? by_language < 0
                       : crd_span_compare(a->text, b->text) < 0;
}

static crd_span text_of(const crd_json *value)
{
    choice best = {CRD_SPAN_NONE, CRD_SPAN_NONE, 0};
    for (uint32_t i = 0; i < crd_many_count(value); i++) {
        choice c = choice_of(crd_many_at(value, i));
        if (c.text.data && goes_before(&c, &best)) {
            best = c;
        }
    }
    return best.text;
}

static crd_span open_name(const crd_json *identity)
{
    bool is_name =
        crd_json_is_text(crd_json_get(identity, "identityType"), "name") &&
        crd_json_is(crd_json_get(identity, "hashed"), CRD_JSON_FALSE);
    return is_name ? crd_json_get_text(identity, "identityHash")
                   : CRD_SPAN_NONE;
}

/* The name of the subject: the first by bytes of the unhashed IdentityObjects
 * of type name, or what the subject itself calls its name; and how many other
 * names there are. */
static void read_subject_name(crd_facts *out, const crd_json *subject)
{
    const crd_json *identities = crd_json_get(subject, "identifier");
    for (uint32_t i = 0; i < crd_many_count(identities); i++) {
        crd_span name = open_name(crd_many_at(identities, i));
        if (name.len && (!out->subject_name.len ||
                         crd_span_compare(name, out->subject_name) < 0)) {
            out->subject_name = name;
        }
    }
    for (uint32_t i = 0; i < crd_many_count(identities); i++) {
        crd_span name = open_name(crd_many_at(identities, i));
        if (name.len && !crd_span_equal(name, out->subject_name)) {
            out->subject_more++;
        }
    }
    if (!out->subject_name.len) {
        out->subject_name = text_of(crd_json_get(subject, "name"));
    }
}

void crd_credential_facts(crd_facts *out, const crd_credential *credential)
{
    const crd_json *root = credential->root;
    const crd_json *subject = crd_many_count(credential->subjects) == 1
                                  ? crd_many_at(credential->subjects, 0)
                                  : NULL;
    memset(out, 0, sizeof *out);
    out->credential_id = crd_json_get_text(root, "id");
    out->issuer_id = credential->types & CRD_TYPE_PRESENTATION
                         ? credential->holder_id
                         : credential->issuer_id;
    out->issuer_name = text_of(crd_json_get(credential->issuer, "name"));
    out->subject_id = crd_json_get_text(subject, "id");
    read_subject_name(out, subject);
    out->achievement_name =
        text_of(crd_json_get(crd_json_get(subject, "achievement"), "name"));
    out->has_valid_from = credential->has_valid_from;
    out->valid_from = credential->valid_from;
    out->has_valid_until = credential->has_valid_until;
    out->valid_until = credential->valid_until;
    out->has_awarded = read_instant(&out->awarded, root, "awardedDate");
}
