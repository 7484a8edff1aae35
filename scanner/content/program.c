/*
 * Other programs and archives inside the data. Each begins with a magic
 * number, which random bytes and the tables of programs that know such files
 * have too; so the header behind it must make sense as well.
 */
#include "scanner/content/seek.h"

#include <string.h>

/* The header begins at `at`, with `len` bytes to the end of the area. */
typedef bool header_fn(const uint8_t *at, size_t len);

static uint32_t u16(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8;
}

static uint32_t u32(const uint8_t *at)
{
    return u16(at) | u16(at + 2) << 16;
}

static uint32_t u32be(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
           (uint32_t)at[2] << 8 | at[3];
}

/* Class, byte order, version 1, padding; type and machine are not 0. */
static bool is_elf(const uint8_t *at, size_t len)
{
    bool big;

    if (len < 52 || at[4] < 1 || at[4] > 2 || at[5] < 1 || at[5] > 2 ||
        at[6] != 1 || at[7] > 20)
        return false;
    big = at[5] == 2;
    return at[big ? 17 : 16] >= 1 && at[big ? 17 : 16] <= 4 &&
           at[big ? 16 : 17] == 0 && u16(at + 18) != 0 &&
           at[big ? 23 : 20] == 1;
}

/* The PE header where the DOS header says, for a machine that there is. */
static bool is_pe(const uint8_t *at, size_t len)
{
    static const uint16_t machines[] = {0x14c,  0x8664, 0x1c0, 0x1c4,
                                        0xaa64, 0x200,  0xebc};
    uint32_t header;

    if (len < 64)
        return false;
    header = u32(at + 60);
    if (header < 4 || header > len || len - header < 24 ||
        memcmp(at + header, "PE\0\0", 4) != 0)
        return false;
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
        if (u16(at + header + 4) == machines[i])
            return true;
    return false;
}

/* A processor that there is, a kind of file, a sane count of commands. */
static bool is_macho(const uint8_t *at, size_t len)
{
    uint32_t cpu;

    if (len < 32)
        return false;
    cpu = u32(at + 4) & 0x00ffffff;
    return (cpu == 7 || cpu == 12 || cpu == 18) && u32(at + 12) >= 1 &&
           u32(at + 12) <= 12 && u32(at + 16) >= 1 && u32(at + 16) <= 4096;
}

/* Java classes have the same magic, but a version here. */
static bool is_fat_macho(const uint8_t *at, size_t len)
{
    uint32_t cpu;

    if (len < 28 || u32be(at + 4) < 1 || u32be(at + 4) > 16)
        return false;
    cpu = u32be(at + 8) & 0x00ffffff;
    return (cpu == 7 || cpu == 12 || cpu == 18) && u32be(at + 20) <= 20;
}

/* A first section, or nothing. */
static bool is_wasm(const uint8_t *at, size_t len)
{
    return len == 8 || (len > 9 && at[8] <= GK_SECTION_TAG);
}

static bool is_zip(const uint8_t *at, size_t len)
{
    size_t name;

    if (len < 34 || at[4] > 63 || at[5] != 0 || u16(at + 8) > 99)
        return false;
    name = u16(at + 26);
    if (name == 0 || name > 1024 || name > len - 30)
        return false;
    for (size_t i = 0; i < name && i < 16; i++)
        if (at[30 + i] < ' ' || at[30 + i] == 0x7f)
            return false;
    return true;
}

static bool is_gzip(const uint8_t *at, size_t len)
{
    return len >= 24 && (at[3] & 0xe0) == 0 &&
           (at[8] == 0 || at[8] == 2 || at[8] == 4) &&
           (at[9] <= 13 || at[9] == 255) &&
           /* the first block's kind: 3 is none */
           ((at[3] & 0x1e) != 0 || (at[10] >> 1 & 3) != 3);
}

/* The frame's reserved bit, then the first block's kind and size. */
static bool is_zstd(const uint8_t *at, size_t len)
{
    static const uint8_t id_bytes[] = {0, 1, 2, 4};
    static const uint8_t size_bytes[] = {0, 2, 4, 8};
    unsigned flags;
    size_t block;
    uint32_t header;

    if (len < 24 || (at[4] & 8) != 0)
        return false;
    flags = at[4];
    block = 5 + ((flags & 0x20) == 0) + id_bytes[flags & 3] +
            size_bytes[flags >> 6] + ((flags & 0xe0) == 0x20);
    header = u16(at + block) | (uint32_t)at[block + 2] << 16;
    return (header >> 1 & 3) != 3 && header >> 3 <= (128u << 10) &&
           (header >> 3) > 0;
}

/* Stream flags: 0, then a kind of check that there is. */
static bool is_xz(const uint8_t *at, size_t len)
{
    return len >= 24 && at[6] == 0 &&
           (at[7] == 0 || at[7] == 1 || at[7] == 4 || at[7] == 10);
}

/* A level, then the digits of pi. */
static bool is_bzip2(const uint8_t *at, size_t len)
{
    return len >= 14 && at[3] >= '1' && at[3] <= '9' &&
           memcmp(at + 4, "1AY&SY", 6) == 0;
}

static const struct program {
    const char *magic;
    size_t len;
    header_fn *header;
    gk_severity severity;
    const char *name;
} programs[] = {
    {"\x7f"
     "ELF",
     4, is_elf, GK_SEVERITY_WARNING, "a program for Linux (ELF)"},
    {"MZ", 2, is_pe, GK_SEVERITY_WARNING, "a program for Windows (PE)"},
    {"\xcf\xfa\xed\xfe", 4, is_macho, GK_SEVERITY_WARNING,
     "a program for macOS (Mach-O)"},
    {"\xce\xfa\xed\xfe", 4, is_macho, GK_SEVERITY_WARNING,
     "a program for macOS (Mach-O)"},
    {"\xca\xfe\xba\xbe", 4, is_fat_macho, GK_SEVERITY_WARNING,
     "a program for macOS (Mach-O)"},
    {"\0asm\1\0\0\0", 8, is_wasm, GK_SEVERITY_NOTE, "a WebAssembly module"},
    {"\0asm\x0d\0\1\0", 8, is_wasm, GK_SEVERITY_NOTE,
     "a WebAssembly component"},
    {"PK\3\4", 4, is_zip, GK_SEVERITY_NOTE, "a ZIP archive"},
    {"\x1f\x8b\x08", 3, is_gzip, GK_SEVERITY_NOTE, "gzip data"},
    {"\x28\xb5\x2f\xfd", 4, is_zstd, GK_SEVERITY_NOTE, "zstd data"},
    {"\xfd"
     "7zXZ",
     5, is_xz, GK_SEVERITY_NOTE, "xz data"},
    {"BZh", 3, is_bzip2, GK_SEVERITY_NOTE, "bzip2 data"},
};

static void tell(struct gk_seeker *s, const struct gk_text *t, size_t i,
                 gk_severity severity, const char *name)
{
    struct gk_hit *hit =
        gk_seek_found(s, GK_HIT_PROGRAM, severity, t, i, name, NULL);
    gk_buf text = GK_BUF_INIT;

    if (hit == NULL)
        return;
    gk_buf_puts(&text, name);
    gk_seek_show(s, GK_HIT_PROGRAM, hit, &text);
}

static void look_program(struct gk_seeker *s, const struct gk_text *t, size_t i,
                         const void *row)
{
    const struct program *p = row;

    if (t->shift == 0 && p->header(t->at + i, t->len - i))
        tell(s, t, i, p->severity, p->name);
}

/* A script: an interpreter at the start of a string, and a line behind it. A
 * program that writes or reads scripts has the first line alone. */
static void look_script(struct gk_seeker *s, const struct gk_text *t, size_t i,
                        const void *row)
{
    size_t n = i;

    (void)row;
    if (gk_text_is(t, i - 1, GK_VISIBLE) || gk_text_get(t, i - 1) == ' ' ||
        !(gk_text_has(t, i + 2, "/bin/", 5, false) ||
          gk_text_has(t, i + 2, "/usr/bin/", 9, false)))
        return;
    while (n < i + 80 && gk_text_is(t, n, GK_PRINTS) &&
           gk_text_get(t, n) != '\n')
        n++;
    if (gk_text_get(t, n) == '\n' && gk_text_run(t, n + 1, GK_PRINTS, 8) == 8)
        tell(s, t, i, GK_SEVERITY_WARNING, "a script");
}

void gk_program_triggers(struct gk_seeker *s)
{
    for (size_t n = 0; n < sizeof programs / sizeof *programs; n++)
        gk_seek_add(s, &(struct gk_trigger){.text = programs[n].magic,
                                            .len = programs[n].len,
                                            .kind = GK_HIT_PROGRAM,
                                            .look = look_program,
                                            .row = &programs[n],
                                            .after = GK_ANYTHING});
    gk_seek_add(s, &(struct gk_trigger){.text = "#!/",
                                        .len = 3,
                                        .kind = GK_HIT_PROGRAM,
                                        .look = look_script});
}
