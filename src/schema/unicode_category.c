/* SPDX-License-Identifier: Apache-2.0 */
/* General categories by character and by name: ECMA-262, table "Value aliases
 * and canonical values for General_Category". */
#include "schema/unicode_category.h"

/* Places in the order of tools/unicode-categories. */
enum {
    LU,
    LL,
    LT,
    LM,
    LO,
    MN,
    MC,
    ME,
    ND,
    NL,
    NO,
    PC,
    PD,
    PS,
    PE,
    PI,
    PF,
    PO,
    SM,
    SC,
    SK,
    SO,
    ZS,
    ZL,
    ZP,
    CC,
    CF,
    CS,
    CO,
    CN
};

#define BIT(category) ((uint32_t)1 << (category))
#define CASED (BIT(LU) | BIT(LL) | BIT(LT))
#define LETTER (CASED | BIT(LM) | BIT(LO))
#define MARK (BIT(MN) | BIT(MC) | BIT(ME))
#define NUMBER (BIT(ND) | BIT(NL) | BIT(NO))
#define PUNCTUATION                                                            \
    (BIT(PC) | BIT(PD) | BIT(PS) | BIT(PE) | BIT(PI) | BIT(PF) | BIT(PO))
#define SYMBOL (BIT(SM) | BIT(SC) | BIT(SK) | BIT(SO))
#define SEPARATOR (BIT(ZS) | BIT(ZL) | BIT(ZP))
#define OTHER (BIT(CC) | BIT(CF) | BIT(CS) | BIT(CO) | BIT(CN))

static const struct {
    const char *name, *alias, *another;
    uint32_t set;
} NAMES[] = {
    {"Cased_Letter", "LC", "", CASED},
    {"Close_Punctuation", "Pe", "", BIT(PE)},
    {"Connector_Punctuation", "Pc", "", BIT(PC)},
    {"Control", "Cc", "cntrl", BIT(CC)},
    {"Currency_Symbol", "Sc", "", BIT(SC)},
    {"Dash_Punctuation", "Pd", "", BIT(PD)},
    {"Decimal_Number", "Nd", "digit", BIT(ND)},
    {"Enclosing_Mark", "Me", "", BIT(ME)},
    {"Final_Punctuation", "Pf", "", BIT(PF)},
    {"Format", "Cf", "", BIT(CF)},
    {"Initial_Punctuation", "Pi", "", BIT(PI)},
    {"Letter", "L", "", LETTER},
    {"Letter_Number", "Nl", "", BIT(NL)},
    {"Line_Separator", "Zl", "", BIT(ZL)},
    {"Lowercase_Letter", "Ll", "", BIT(LL)},
    {"Mark", "M", "Combining_Mark", MARK},
    {"Math_Symbol", "Sm", "", BIT(SM)},
    {"Modifier_Letter", "Lm", "", BIT(LM)},
    {"Modifier_Symbol", "Sk", "", BIT(SK)},
    {"Nonspacing_Mark", "Mn", "", BIT(MN)},
    {"Number", "N", "", NUMBER},
    {"Open_Punctuation", "Ps", "", BIT(PS)},
    {"Other", "C", "", OTHER},
    {"Other_Letter", "Lo", "", BIT(LO)},
    {"Other_Number", "No", "", BIT(NO)},
    {"Other_Punctuation", "Po", "", BIT(PO)},
    {"Other_Symbol", "So", "", BIT(SO)},
    {"Paragraph_Separator", "Zp", "", BIT(ZP)},
    {"Private_Use", "Co", "", BIT(CO)},
    {"Punctuation", "P", "punct", PUNCTUATION},
    {"Separator", "Z", "", SEPARATOR},
    {"Space_Separator", "Zs", "", BIT(ZS)},
    {"Spacing_Mark", "Mc", "", BIT(MC)},
    {"Surrogate", "Cs", "", BIT(CS)},
    {"Symbol", "S", "", SYMBOL},
    {"Titlecase_Letter", "Lt", "", BIT(LT)},
    {"Unassigned", "Cn", "", BIT(CN)},
    {"Uppercase_Letter", "Lu", "", BIT(LU)},
    /* Not categories, but sets of them (ECMA-262, binary properties). */
    {"Any", "", "", SCHEMA_CATEGORIES_ALL},
    {"Assigned", "", "", SCHEMA_CATEGORIES_ALL & ~BIT(CN)},
};

uint32_t schema_category_of(uint32_t code)
{
    size_t low = 0, high = schema_category_run_count;
    /* The run that `code` lies in is the last that begins at or before it. */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (schema_category_runs[middle] >> 5 <= code) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return BIT(schema_category_runs[low] & 31u);
}

uint32_t schema_category_set(crd_span name)
{
    for (size_t i = 0; name.len && i < sizeof NAMES / sizeof *NAMES; i++) {
        if (crd_span_is(name, NAMES[i].name) ||
            crd_span_is(name, NAMES[i].alias) ||
            crd_span_is(name, NAMES[i].another)) {
            return NAMES[i].set;
        }
    }
    return 0;
}
