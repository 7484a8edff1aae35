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

hugind_stat hugind_fs_stat(const char *path)
{
    hugind_text text = hugind_take(host_fs_stat(GK_TEXT(path)));
    gk_json json = gk_json_parse(text.at, text.len);
    hugind_stat stat = {
        .is_file = gk_json_bool(gk_json_get(json, "is_file"), false),
        .is_dir = gk_json_bool(gk_json_get(json, "is_dir"), false),
        .readonly = gk_json_bool(gk_json_get(json, "readonly"), false),
        .size = (uint64_t)gk_json_int(gk_json_get(json, "size_bytes"), 0),
        .created_ms = gk_json_int(gk_json_get(json, "created_ms"), -1),
        .modified_ms = gk_json_int(gk_json_get(json, "modified_ms"), -1),
    };

    hugind_text_free(&text);
    return stat;
}
