/* SPDX-License-Identifier: Apache-2.0 */
/* What the columns of class lists are called: in the systems people export
 * from, and in the languages they teach in. */
#include "cli/columns.h"

#include "base/utf8.h"

/* Names in their short form (cli_short_name), parted by blanks. */
static const struct {
    cli_field field;
    const char *names;
} ALIASES[] = {
    {CLI_FIELD_EMAIL,
     " email mail emailaddress emailadresse recipientemail "
     "mailadresse emailadres adresseemail courriel correo "
     "correoelectronico correoe posta postaelettronica "
     "indirizzoemail enderecodeemail adresemail eposta epostaadresi "
     "البريدالإلكتروني "
     "البريدالالكتروني بريدإلكتروني "
     "电子邮件 电子邮箱 邮箱 電子郵件 "
     "メールアドレス メール eメール "},
    {CLI_FIELD_NAME,
     " name fullname vornachname nachnamevorname namevorname "
     "vorundnachname recipientname studentname teilnehmer "
     "teilnehmerin nom nomcomplet nometprenom nomprenom prenomnom "
     "nombre nombrecompleto nombreyapellidos apellidosynombre nome "
     "nomecompleto nomeecognome cognomeenome naam volledigenaam "
     "imieinazwisko nazwiskoiimie adsoyad adisoyadi adivesoyadi "
     "الاسم الإسم اسم الاسمالكامل 姓名 "
     "名字 氏名 名前 お名前 "},
    {CLI_FIELD_GIVEN_NAME,
     " givenname givennames firstname first forename "
     "issuedtofirstname vorname vornamen rufname prenom prenoms "
     "nombres nombredepila primernombre nomeproprio primeironome "
     "voornaam roepnaam imie imiona ad adi isim "
     "الاسمالأول الاسمالاول 名 "},
    {CLI_FIELD_FAMILY_NAME,
     " familyname lastname last surname issuedtolastname nachname "
     "familienname zuname nomdefamille apellido apellidos cognome "
     "sobrenome apelido achternaam familienaam nazwisko soyad "
     "soyadi soyisim اسمالعائلة اللقب العائلة "
     "الكنية 姓 姓氏 "},
    {CLI_FIELD_EXTERNAL_ID,
     " externalid issuerearnerid recipientid studentid "
     "studentnumber studentno credentialid matrikelnummer "
     "matrikelnr matrikel schuelernummer teilnehmernummer "
     "personalnummer numeroetudiant numerodetudiant matricule "
     "matricula numerodematricula numerodealumno numerodealuno "
     "numerodimatricola matricola studentnummer studentennummer "
     "numeralbumu nralbumu ogrencino ogrencinumarasi "
     "رقمالطالب الرقمالجامعي 学号 學號 "
     "学生号 学籍番号 学生番号 "},
    {CLI_FIELD_ISSUED_ON,
     " issuedon issuedat issuedatmmddyy issuedate date dateofissue "
     "awardedon awarddate datum ausstellungsdatum ausgestelltam "
     "verliehenam datumvanuitgifte uitgiftedatum dateemission "
     "datededelivrance delivrele fecha fechadeemision "
     "fechadeexpedicion data datadirilascio datadeemissao "
     "datawydania tarih verilistarihi التاريخ "
     "تاريخالإصدار 日期 颁发日期 頒發日期 "
     "发证日期 日付 発行日 交付日 "},
    {CLI_FIELD_EXPIRES_ON,
     " expireson expiresat expirationdate expirydate expiry "
     "validuntil gueltigbis ablaufdatum ablauf geldigtot "
     "vervaldatum datedexpiration expirele valablejusquau "
     "fechadecaducidad fechadevencimiento validohasta validofinoal "
     "datadiscadenza scadenza validoate datadevalidade waznedo "
     "datawaznosci gecerliliktarihi sonkullanmatarihi "
     "تاريخالانتهاء 有效期至 到期日期 "
     "有効期限 "},
    {CLI_FIELD_STARTED_ON,
     " startedon startdate startsat begin beginn kursbeginn "
     "datededebut fechadeinicio datadiinizio datadeinicio "
     "begindatum startdatum datarozpoczecia baslangictarihi "
     "تاريخالبدء 开始日期 開始日 "},
    {CLI_FIELD_ENDED_ON,
     " endedon enddate endsat ende kursende datedefin fechadefin "
     "datadifine datadefim einddatum enddatum datazakonczenia "
     "bitistarihi تاريخالانتهاءمنالدورة "
     "结束日期 終了日 "},
    {CLI_FIELD_EVIDENCE_URL,
     " evidence evidenceurl nachweis preuve evidencia prova bewijs "
     "dowod kanit دليل 证据 証拠 "},
    {CLI_FIELD_EVIDENCE_NAME, " evidencename "},
    {CLI_FIELD_RESULT,
     " result grade mark score note gesamtnote endnote "
     "abschlussnote ergebnis punkte resultat resultaat cijfer "
     "eindcijfer calificacion nota notafinal resultado risultato "
     "voto votofinale classificacao ocena ocenakoncowa wynik puan "
     "sonuc الدرجة النتيجة العلامة 成绩 "
     "成績 分数 分數 評価 評点 "},
    {CLI_FIELD_NARRATIVE, " narrative "},
    {CLI_FIELD_LICENCE_NUMBER, " licencenumber licensenumber "},
    {CLI_FIELD_ROLE, " role rolle "},
    {CLI_FIELD_TERM, " term semester trimester "},
    {CLI_FIELD_CREDITS_EARNED, " creditsearned ectsearned "},
    {CLI_FIELD_DID, " did "},
    {CLI_FIELD_UNUSED,
     " achievement group badge badgetemplateid locale criteriaadd "},
};

/* ASCII letters of U+00C0 to U+017F without their marks; a blank keeps the
 * letter. Two letters are not written as one: names of columns that hold
 * sharp s, ae or oe do not occur. */
static const char BASE[] =
    "aaaaaa ceeeeiiiidnooooo ouuuuy  aaaaaa ceeeeiiiidnooooo ouuuuy y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii  jjkk llllll "
    " llnnnnnn   oooooo  rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzz ";

static size_t put_folded(char *out, const char *p, size_t size)
{
    if (size == 2) {
        unsigned code = ((unsigned)(unsigned char)p[0] & 0x1fu) << 6 |
                        ((unsigned)(unsigned char)p[1] & 0x3fu);
        if (code >= 0xc0 && code < 0x180 && BASE[code - 0xc0] != ' ') {
            *out = BASE[code - 0xc0];
            return 1;
        }
    }
    memcpy(out, p, size);
    return size;
}

void cli_short_name(char out[CLI_SHORT_MAX], crd_span name)
{
    const char *end = name.data + name.len;
    size_t n = 0;
    for (const char *p = name.data; p < end && n + 5 < CLI_SHORT_MAX;) {
        size_t size = utf8_size(p, end);
        char c = *p;
        if (c >= 'A' && c <= 'Z') {
            c = (char)(c - 'A' + 'a');
        }
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            out[n++] = c;
        } else if (size > 1) {
            n += put_folded(out + n, p, size);
        }
        p += size ? size : 1;
    }
    out[n] = '\0';
}

static bool holds(const char *names, const char *word)
{
    size_t n = strlen(word);
    for (const char *p = strstr(names, word); n && p; p = strstr(p + 1, word)) {
        if (p[-1] == ' ' && p[n] == ' ') {
            return true;
        }
    }
    return false;
}

cli_field cli_field_named(crd_span header)
{
    char word[CLI_SHORT_MAX];
    cli_short_name(word, header);
    for (size_t i = 0; i < sizeof ALIASES / sizeof *ALIASES; i++) {
        if (holds(ALIASES[i].names, word)) {
            return ALIASES[i].field;
        }
    }
    return CLI_FIELD_NONE;
}

cli_field cli_field_find(const char *name)
{
    for (int f = CLI_FIELD_NONE + 1; f < CLI_FIELD_UNUSED; f++) {
        if (strcmp(cli_field_word((cli_field)f), name) == 0) {
            return (cli_field)f;
        }
    }
    cli_field field = cli_field_named(crd_span_of(name));
    return field == CLI_FIELD_UNUSED ? CLI_FIELD_NONE : field;
}

const char *cli_field_word(cli_field field)
{
    static const char *const WORDS[CLI_FIELD_COUNT] = {
        [CLI_FIELD_EMAIL] = "email",
        [CLI_FIELD_NAME] = "name",
        [CLI_FIELD_GIVEN_NAME] = "given_name",
        [CLI_FIELD_FAMILY_NAME] = "family_name",
        [CLI_FIELD_DID] = "did",
        [CLI_FIELD_EXTERNAL_ID] = "external_id",
        [CLI_FIELD_ISSUED_ON] = "issued_on",
        [CLI_FIELD_EXPIRES_ON] = "expires_on",
        [CLI_FIELD_STARTED_ON] = "started_on",
        [CLI_FIELD_ENDED_ON] = "ended_on",
        [CLI_FIELD_EVIDENCE_URL] = "evidence_url",
        [CLI_FIELD_EVIDENCE_NAME] = "evidence_name",
        [CLI_FIELD_RESULT] = "result",
        [CLI_FIELD_NARRATIVE] = "narrative",
        [CLI_FIELD_LICENCE_NUMBER] = "licence_number",
        [CLI_FIELD_ROLE] = "role",
        [CLI_FIELD_TERM] = "term",
        [CLI_FIELD_CREDITS_EARNED] = "credits_earned",
    };
    return WORDS[field] ? WORDS[field] : "";
}

/*
 * Lists part names in two ways under one word: "Name; Vorname" is a family
 * name, "Nombre; Apellidos" a given one. The other column tells which.
 */
cli_field cli_field_beside(crd_span header, bool given, bool family)
{
    char word[CLI_SHORT_MAX];
    cli_short_name(word, header);
    if (given && !family && holds(" name nom naam nazwa ", word)) {
        return CLI_FIELD_FAMILY_NAME;
    }
    if (family && !given && holds(" name nom nombre nome naam 名字 ", word)) {
        return CLI_FIELD_GIVEN_NAME;
    }
    return CLI_FIELD_NAME;
}
