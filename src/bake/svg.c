/* SPDX-License-Identifier: Apache-2.0 */
/* A badge in an SVG, read and placed by one pass of expat that expands no
 * entity (Open Badges 3.0, Document Formats, "SVG"; Open Badges Baking 2.0). */
#include "bake/image.h"

#include <expat.h>
#include <limits.h>

#define NS_SVG "http://www.w3.org/2000/svg"
#define NS_NEW "https://purl.imsglobal.org/ob/v3p0"
#define NS_OLD "http://openbadges.org"
/* Between namespace and local name; no attribute value can hold it as such. */
#define SEPARATOR "\n"

/* The badge element that is being read, or was read. */
typedef struct badge {
    bool seen;
    size_t begin; /* offset of its start tag */
    bool has_verify;
    crd_buffer verify;
    crd_buffer body;
} badge;

typedef struct scan {
    XML_Parser parser;
    crd_span image;
    crd_error *error;
    crd_rc rc;

    uint32_t depth;
    bool prefix_bound;   /* the root declares xmlns:openbadges ... */
    bool prefix_new;     /* ... as the namespace of 3.0 */
    bool other_encoding; /* than UTF-8 */
    badge *open;         /* inside this element */
    badge current, old;

    /* For writing only; `out` is NULL when reading. */
    crd_buffer *out;
    crd_span credential;
    crd_baked_payload payload;
    crd_bake_mode mode;
    size_t copied; /* bytes of the image that were dealt with */
} scan;

static size_t position(const scan *s)
{
    return (size_t)XML_GetCurrentByteIndex(s->parser);
}

/* The raw text of the current tag. */
static crd_span raw_tag(const scan *s)
{
    return (crd_span){s->image.data + position(s),
                      (size_t)XML_GetCurrentByteCount(s->parser)};
}

/* The first failure stands; expat stops at the end of the handler. */
static void stop(scan *s, crd_code code, const char *message)
{
    if (s->rc == CRD_OK) {
        s->rc = crd_fail_at(s->error, code, position(s), "%s", message);
        XML_StopParser(s->parser, XML_FALSE);
    }
}

/* ---- What is refused ------------------------------------------------------
 */

/* Drawing programs name the public DTD of SVG 1.1, as the badges of the
 * specification's own validator do. Such a name is read over: nothing is
 * fetched. Declarations inside the document are refused (security case 142). */
static void XMLCALL on_doctype(void *data, const XML_Char *name,
                               const XML_Char *system, const XML_Char *public,
                               int has_subset)
{
    scan *s = data;
    (void)name;
    (void)system;
    if (has_subset) {
        stop(s, CRD_CODE_BAKE_DOCTYPE,
             "The document type declaration of the SVG has declarations of its "
             "own.");
    } else if (!public || strncmp(public, "-//W3C//DTD SVG", 15) != 0) {
        stop(s, CRD_CODE_BAKE_DOCTYPE,
             "The document type of the SVG is not one that the W3C published "
             "for SVG.");
    }
}

static void XMLCALL on_skipped(void *data, const XML_Char *name, int parameter)
{
    (void)name;
    (void)parameter;
    stop(data, CRD_CODE_BAKE_DOCTYPE, "The SVG refers to an entity.");
}

/* Expat leaves an unknown entity out of an attribute without a word, so the
 * raw tag of a badge is looked at: only references of XML itself may stand. */
static bool refers_to_entity(crd_span tag)
{
    static const char *const known[] = {"&#",   "&amp;",  "&lt;",
                                        "&gt;", "&quot;", "&apos;"};
    for (size_t i = 0; i < tag.len; i++) {
        crd_span rest = {tag.data + i, tag.len - i};
        bool fine = tag.data[i] != '&';
        for (size_t k = 0; !fine && k < sizeof known / sizeof *known; k++) {
            fine = crd_span_starts(rest, known[k]);
        }
        if (!fine) {
            return true;
        }
    }
    return false;
}

/* XML 1.0, 4.3.3: names of encodings are compared without regard to case. */
static bool is_utf8_name(const char *name)
{
    static const char utf8[] = "utf-8";
    size_t i = 0;
    while (name[i] && utf8[i] && (name[i] | 0x20) == (utf8[i] | 0x20)) {
        i++;
    }
    return !name[i] && !utf8[i];
}

static void XMLCALL on_declaration(void *data, const XML_Char *version,
                                   const XML_Char *encoding, int standalone)
{
    scan *s = data;
    (void)version;
    (void)standalone;
    s->other_encoding = encoding && !is_utf8_name(encoding);
}

/* ---- Writing --------------------------------------------------------------
 */

static bool is_ascii(crd_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.data[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

/* JSON inside one CDATA section, as readers expect it. What XML cannot hold
 * can only stand inside a JSON string, where an escape means the same. */
static void append_json(crd_buffer *out, crd_span json)
{
    for (size_t i = 0; i < json.len; i++) {
        crd_span rest = {json.data + i, json.len - i};
        if (crd_span_starts(rest, "]]>")) {
            crd_buffer_append_text(out, "]]\\u003e");
            i += 2;
        } else if (crd_span_starts(rest, "\xef\xbf\xbe")) {
            crd_buffer_append_text(out, "\\ufffe");
            i += 2;
        } else if (crd_span_starts(rest, "\xef\xbf\xbf")) {
            crd_buffer_append_text(out, "\\uffff");
            i += 2;
        } else if (json.data[i] == '\r') {
            /* XML 1.0, 2.11: CR LF and CR alone are read as LF. */
            crd_buffer_append_char(out, '\n');
            i += rest.len > 1 && rest.data[1] == '\n';
        } else {
            crd_buffer_append_char(out, json.data[i]);
        }
    }
}

static void append_badge(scan *s)
{
    /* A prefix that the root already uses for something else is bound anew
     * on our own element. */
    const char *declaration = s->prefix_bound && !s->prefix_new
                                  ? " xmlns:openbadges=\"" NS_NEW "\""
                                  : "";
    crd_buffer_append_text(s->out, "<openbadges:credential");
    crd_buffer_append_text(s->out, declaration);
    if (s->payload == CRD_PAYLOAD_JWS) {
        crd_buffer_append_text(s->out, " verify=\"");
        crd_buffer_append_span(s->out, s->credential);
        crd_buffer_append_text(s->out, "\">");
    } else {
        crd_buffer_append_text(s->out, "><![CDATA[");
        append_json(s->out, s->credential);
        crd_buffer_append_text(s->out, "]]>");
    }
    crd_buffer_append_text(s->out, "</openbadges:credential>");
}

static void copy_until(scan *s, size_t end)
{
    crd_buffer_append(s->out, s->image.data + s->copied, end - s->copied);
    s->copied = end;
}

/* The start tag of the root, with our namespace, and the badge after it. */
static void write_root(scan *s)
{
    crd_span tag = raw_tag(s);
    size_t name = 1;
    if (tag.data[tag.len - 2] == '/') {
        stop(s, CRD_CODE_BAKE_SVG, "The SVG draws nothing.");
        return;
    }
    if (s->other_encoding && !is_ascii(s->credential)) {
        stop(s, CRD_CODE_BAKE_ENCODING, "");
        return;
    }
    while (!strchr(" \t\r\n>", tag.data[name])) {
        name++;
    }
    copy_until(s, position(s) + name);
    if (!s->prefix_bound) {
        crd_buffer_append_text(s->out, " xmlns:openbadges=\"" NS_NEW "\"");
    }
    copy_until(s, position(s) + tag.len);
    append_badge(s);
}

/* ---- Reading --------------------------------------------------------------
 */

static void XMLCALL on_namespace(void *data, const XML_Char *prefix,
                                 const XML_Char *uri)
{
    scan *s = data;
    if (s->depth == 0 && prefix && strcmp(prefix, "openbadges") == 0) {
        s->prefix_bound = true;
        s->prefix_new = uri && strcmp(uri, NS_NEW) == 0;
    }
}

/* Which badge an element of this name is; NULL for the picture itself. */
static badge *badge_named(scan *s, const char *name)
{
    if (strcmp(name, NS_NEW SEPARATOR "credential") == 0) {
        return &s->current;
    }
    if (strcmp(name, NS_NEW SEPARATOR "assertion") == 0 ||
        strcmp(name, NS_OLD SEPARATOR "assertion") == 0 ||
        strcmp(name, NS_OLD SEPARATOR "credential") == 0) {
        return &s->old;
    }
    return NULL;
}

static void open_badge(scan *s, badge *b, const XML_Char **attributes)
{
    if (s->out && s->mode != CRD_BAKE_REPLACE) {
        stop(s, CRD_CODE_BAKE_PRESENT, "");
        return;
    }
    if (!s->out && b->seen) {
        stop(s, CRD_CODE_BAKE_TWICE, "");
        return;
    }
    if (refers_to_entity(raw_tag(s))) {
        stop(s, CRD_CODE_BAKE_DOCTYPE, "The badge refers to an entity.");
        return;
    }
    b->seen = true;
    b->begin = position(s);
    for (; !s->out && attributes[0]; attributes += 2) {
        if (strcmp(attributes[0], "verify") == 0) {
            b->has_verify = true;
            crd_buffer_append_text(&b->verify, attributes[1]);
        }
    }
    s->open = b;
}

static void XMLCALL on_start(void *data, const XML_Char *name,
                             const XML_Char **attributes)
{
    scan *s = data;
    badge *b = badge_named(s, name);
    if (s->open) {
        stop(s, CRD_CODE_BAKE_SVG, "There is an element inside the badge.");
    } else if (s->depth == 0 && strcmp(name, NS_SVG SEPARATOR "svg") != 0) {
        stop(s, CRD_CODE_BAKE_NOT_IMAGE,
             "The first element is not svg in the namespace of SVG.");
    } else if (s->depth == 0 && s->out) {
        write_root(s);
    } else if (b) {
        open_badge(s, b, attributes);
    }
    s->depth++;
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
    scan *s = data;
    (void)name;
    s->depth--;
    if (s->open && s->out) {
        /* Of an empty-element tag the index is its end and the count 0. */
        copy_until(s, s->open->begin);
        s->copied = position(s) + (size_t)XML_GetCurrentByteCount(s->parser);
    }
    s->open = NULL;
}

static void XMLCALL on_text(void *data, const XML_Char *text, int len)
{
    scan *s = data;
    if (s->open && !s->out) {
        crd_buffer_append(&s->open->body, text, (size_t)len);
    }
}

/* ---- The pass -------------------------------------------------------------
 */

static crd_rc xml_failure(const scan *s)
{
    enum XML_Error code = XML_GetErrorCode(s->parser);
    crd_rc rc;
    if (s->rc != CRD_OK) {
        rc = s->rc;
    } else if (code == XML_ERROR_NO_MEMORY) {
        rc = crd_fail(s->error, CRD_CODE_MEMORY, "%s", "");
    } else if (code == XML_ERROR_UNKNOWN_ENCODING ||
               code == XML_ERROR_INCORRECT_ENCODING) {
        rc = crd_fail(s->error, CRD_CODE_BAKE_ENCODING,
                      "The SVG is written in an encoding that is not read "
                      "here.");
    } else {
        rc = crd_fail_at(s->error, CRD_CODE_BAKE_SVG, position(s),
                         "The SVG is not well-formed XML: %s.",
                         XML_ErrorString(code));
    }
    if (s->error) {
        s->error->line = (uint32_t)XML_GetCurrentLineNumber(s->parser);
        s->error->column = (uint32_t)XML_GetCurrentColumnNumber(s->parser) + 1;
    }
    return rc;
}

static crd_rc parse(scan *s)
{
    crd_rc rc = CRD_OK;
    if (s->image.len > INT_MAX) {
        return crd_fail(s->error, CRD_CODE_LIMIT_BYTES, "%s", "");
    }
    s->parser = XML_ParserCreateNS(NULL, SEPARATOR[0]);
    if (!s->parser) {
        return crd_fail(s->error, CRD_CODE_MEMORY, "%s", "");
    }
    XML_SetUserData(s->parser, s);
    XML_SetParamEntityParsing(s->parser, XML_PARAM_ENTITY_PARSING_NEVER);
    XML_SetXmlDeclHandler(s->parser, on_declaration);
    XML_SetStartDoctypeDeclHandler(s->parser, on_doctype);
    XML_SetSkippedEntityHandler(s->parser, on_skipped);
    XML_SetStartNamespaceDeclHandler(s->parser, on_namespace);
    XML_SetElementHandler(s->parser, on_start, on_end);
    XML_SetCharacterDataHandler(s->parser, on_text);
    if (XML_Parse(s->parser, s->image.data, (int)s->image.len, XML_TRUE) !=
            XML_STATUS_OK ||
        s->rc != CRD_OK) {
        rc = xml_failure(s);
    }
    XML_ParserFree(s->parser);
    return rc;
}

/* Open Badges 3.0: a JWS in `verify` or JSON in the body, not both. Baking
 * 2.0: the body if there is one, `verify` being its signature or address. */
static crd_rc choose(crd_unbaked *out, const scan *s, crd_arena *arena)
{
    const badge *b = s->current.seen ? &s->current : &s->old;
    crd_span body = crd_bake_trim(crd_buffer_span(&b->body));
    crd_span text;
    if (!b->seen) {
        return crd_fail(s->error, CRD_CODE_BAKE_NO_BADGE, "%s", "");
    }
    CRD_TRY(crd_buffer_rc(&b->verify, s->error));
    CRD_TRY(crd_buffer_rc(&b->body, s->error));
    if (b == &s->current && b->has_verify && body.len) {
        return crd_fail_at(s->error, CRD_CODE_BAKE_TWICE, b->begin,
                           "The badge has both a verify attribute and a body.");
    }
    text = crd_arena_copy(arena, body.len ? body : crd_buffer_span(&b->verify));
    if (!text.data) {
        return crd_fail(s->error, CRD_CODE_MEMORY, "%s", "");
    }
    out->form = b == &s->current ? CRD_BAKED_SVG_CREDENTIAL : CRD_BAKED_SVG_OLD;
    out->has_old_beside = s->current.seen && s->old.seen;
    return crd_bake_accept(out, text, b->begin, s->error);
}

crd_rc crd_svg_unbake(crd_unbaked *out, crd_arena *arena, crd_span image,
                      crd_error *error)
{
    scan s = {.image = image, .error = error};
    badge *both[2] = {&s.current, &s.old};
    crd_rc rc;
    /* A character of ISO 8859-1 is at most two bytes of UTF-8. */
    for (int i = 0; i < 2; i++) {
        crd_buffer_init(&both[i]->verify, arena->allocator, 2 * image.len);
        crd_buffer_init(&both[i]->body, arena->allocator, 2 * image.len);
    }
    rc = parse(&s);
    if (rc == CRD_OK) {
        rc = choose(out, &s, arena);
    }
    for (int i = 0; i < 2; i++) {
        crd_buffer_free(&both[i]->verify);
        crd_buffer_free(&both[i]->body);
    }
    return rc;
}

crd_rc crd_svg_bake(crd_buffer *out, crd_span image, crd_span credential,
                    crd_baked_payload payload, crd_bake_mode mode,
                    crd_error *error)
{
    scan s = {.image = image,
              .error = error,
              .out = out,
              .credential = credential,
              .payload = payload,
              .mode = mode};
    CRD_TRY(parse(&s));
    copy_until(&s, image.len);
    return crd_buffer_rc(out, error);
}
