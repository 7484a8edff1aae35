/*
 * seek: finds, in one pass over an area, the places worth a look.
 *
 * A trigger is a short literal with the function that looks at what is around
 * it. The pass tests every other pair of bytes against a bitmap, and hardly any
 * is there: each trigger is filed under two pairs, the rarest that begins at an
 * even byte of the literal and the rarest at an odd one. UTF-16 text gets a
 * pass of its own. Private to scanner/content.
 *
 * A look costs a bounded number of steps, or remembers in `done` how far it
 * has been, so that all of them together stay linear.
 */
#ifndef GK_SCANNER_CONTENT_SEEK_H
#define GK_SCANNER_CONTENT_SEEK_H

#include "scanner/content/area.h"

struct gk_seeker;

/* `i` is where the literal begins, `row` what the trigger was filed with. */
typedef void gk_look_fn(struct gk_seeker *s, const struct gk_text *t, size_t i,
                        const void *row);

/* As `before` or `after`: any byte at all. */
#define GK_ANYTHING (1u << 31)

struct gk_trigger {
    const char *text; /* static; lower case when `fold` */
    size_t len;
    bool fold; /* letters in any case */
    enum gk_hit_kind kind;
    gk_look_fn *look;
    const void *row; /* static */
    /* Literals of less than three bytes say of which classes the characters
     * around them are, one of two only the one behind; 0: not asked. */
    unsigned before, after;
};

#define GK_MAX_TRIGGERS 192
#define GK_MAX_PAIRS    2048

/* Shapes of tokens, at most; see secrets.def. */
#define GK_MAX_SHAPES 40

/* Looks that remember how far they have been in this text. */
enum gk_done {
    GK_DONE_IPV6,
    GK_DONE_VALUE,
    GK_DONE_PIPE,
    GK_DONE_POWERSHELL,
    GK_DONE_TOKEN, /* and behind it one for each shape */
    GK_DONE_COUNT = GK_DONE_TOKEN + GK_MAX_SHAPES
};

struct gk_seeker {
    uint32_t pairs[65536 / 32]; /* bit per pair that some trigger waits for */
    uint16_t heads[1024];       /* by hash of the pair: node + 1 */
    struct gk_pair_node {
        uint16_t pair, next, trigger;
        int8_t anchor; /* where in the literal the pair begins */
    } nodes[GK_MAX_PAIRS];
    size_t node_count;
    struct gk_trigger triggers[GK_MAX_TRIGGERS];
    size_t trigger_count;
    /* where it is */
    struct gk_area area;
    size_t base; /* bytes from the area's start to the text's */
    size_t done[GK_DONE_COUNT];
    struct gk_hits *hits; /* borrowed: GK_HIT_KINDS lists */
};

/* The triggers of everything that is looked for; see the *_triggers below. */
void gk_seek_init(struct gk_seeker *s, struct gk_hits *hits);
void gk_seek_add(struct gk_seeker *s, const struct gk_trigger *trigger);
void gk_seek_area(struct gk_seeker *s, const struct gk_area *area);

/*
 * Records a hit that begins at character `i`. `key` decides which hits of one
 * label and severity are equal: NULL for all. Returns the new row, to be shown
 * at once (borrowed until the next hit); NULL when it was only counted.
 */
struct gk_hit *gk_seek_found(struct gk_seeker *s, enum gk_hit_kind kind,
                             gk_severity severity, const struct gk_text *t,
                             size_t i, const char *label,
                             const struct gk_text *key);
/* What reports show of it, masked and escaped. Clears `text`. */
void gk_seek_show(struct gk_seeker *s, enum gk_hit_kind kind,
                  struct gk_hit *hit, gk_buf *text);

/* What each file of this room looks for. */
void gk_address_triggers(struct gk_seeker *s);
void gk_url_triggers(struct gk_seeker *s);
void gk_secret_triggers(struct gk_seeker *s);
void gk_assigned_triggers(struct gk_seeker *s);
void gk_path_triggers(struct gk_seeker *s);
void gk_command_triggers(struct gk_seeker *s);
void gk_program_triggers(struct gk_seeker *s);

#endif
