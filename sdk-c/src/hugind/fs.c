/* Files. */
#include "private.h"

#include <guestkit/hugind_fs.h>

#include <string.h>

hugind_text hugind_fs_cwd(void)
{
    return hugind_take(host_fs_cwd());
}

bool hugind_fs_exists(const char *path)
{
    return host_fs_exists(GK_TEXT(path)) != 0;
}

bool hugind_fs_is_file(const char *path)
{
    return host_fs_is_file(GK_TEXT(path)) != 0;
}

bool hugind_fs_is_dir(const char *path)
{
    return host_fs_is_dir(GK_TEXT(path)) != 0;
}

hugind_text hugind_fs_realpath(const char *path)
{
    return hugind_take(host_fs_realpath(GK_TEXT(path)));
}

hugind_text hugind_fs_read_text(const char *path)
{
    return hugind_take(host_fs_read_text(GK_TEXT(path)));
}

hugind_text hugind_fs_read_bytes(const char *path)
{
    return hugind_take(host_fs_read_bytes(GK_TEXT(path)));
}

void hugind_fs_write_text(const char *path, const char *text)
{
    host_fs_write_text(GK_TEXT(path), GK_TEXT(text));
}

void hugind_fs_write_bytes(const char *path, const void *bytes, size_t len)
{
    host_fs_write_bytes(GK_TEXT(path), bytes, (uint32_t)len);
}

void hugind_fs_append_text(const char *path, const char *text)
{
    host_fs_append_text(GK_TEXT(path), GK_TEXT(text));
}

hugind_text hugind_fs_list_dir(const char *path)
{
    return hugind_take(host_fs_list_dir(GK_TEXT(path)));
}

void hugind_fs_mkdir(const char *path, bool recursive)
{
    host_fs_mkdir(GK_TEXT(path), recursive);
}

void hugind_fs_remove(const char *path, bool recursive)
{
    host_fs_remove(GK_TEXT(path), recursive);
}

void hugind_fs_rename(const char *from, const char *to)
{
    host_fs_rename(GK_TEXT(from), GK_TEXT(to));
}

void hugind_fs_copy(const char *from, const char *to)
{
    host_fs_copy(GK_TEXT(from), GK_TEXT(to));
}

/* The host writes these keys without escapes, so bytes can be compared. */
static bool is_key(gk_json key, const char *quoted)
{
    return key.len == strlen(quoted) && memcmp(key.at, quoted, key.len) == 0;
}

/* Looks at each member once: the text has seven. */
hugind_stat hugind_fs_stat(const char *path)
{
    hugind_text text = hugind_take(host_fs_stat(GK_TEXT(path)));
    gk_json_iter it = gk_json_each(gk_json_parse(text.at, text.len));
    hugind_stat stat = {.created_ms = -1, .modified_ms = -1};

    while (gk_json_next(&it)) {
        if (is_key(it.key, "\"is_file\""))
            stat.is_file = gk_json_bool(it.value, false);
        else if (is_key(it.key, "\"is_dir\""))
            stat.is_dir = gk_json_bool(it.value, false);
        else if (is_key(it.key, "\"readonly\""))
            stat.readonly = gk_json_bool(it.value, false);
        else if (is_key(it.key, "\"size_bytes\""))
            stat.size = (uint64_t)gk_json_int(it.value, 0);
        else if (is_key(it.key, "\"created_ms\""))
            stat.created_ms = gk_json_int(it.value, -1);
        else if (is_key(it.key, "\"modified_ms\""))
            stat.modified_ms = gk_json_int(it.value, -1);
    }
    hugind_text_free(&text);
    return stat;
}
