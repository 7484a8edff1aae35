/*
 * node: what files.h keeps hidden. Used by files*.c only.
 */
#ifndef GK_HOST_MOCK_WORLD_NODE_H
#define GK_HOST_MOCK_WORLD_NODE_H

#include "host-mock/world/files.h"

struct gk_files_entry {
    char *name; /* owned */
    size_t len;
    gk_node *node; /* one of its links */
};

struct gk_node {
    gk_node_kind kind;
    uint32_t links, holds; /* it lives as long as there is one */
    uint64_t inode;
    struct gk_node_times times;
    bool readonly;
    uint8_t *bytes; /* FILE: owned */
    size_t len, cap;
    char *target;                   /* LINK: owned */
    gk_node *parent;                /* DIR: NULL when it is removed */
    struct gk_files_entry *entries; /* DIR: owned, in byte order */
    size_t count, room;
};

struct gk_files {
    gk_node *root;
    char *home; /* owned: the folder that relative paths start from */
    int64_t now_ns;
    uint64_t next_inode;
    size_t bytes; /* of all files, targets and names */
    size_t nodes; /* names there are */
    bool changed;
};

#endif
