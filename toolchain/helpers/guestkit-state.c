/*
 * guestkit-state: a guest's kept state in an SQLite file. A program of its
 * own, so that guestkit need not load SQLite to start.
 *
 *   guestkit-state load FILE OWNER   prints {key: value}; {} without a file
 *   guestkit-state save FILE OWNER   makes it what standard input says, in one
 *                                    transaction; creates the file
 * The table is the one the host keeps for its plugins.
 */
#include "core/base/file.h"
#include "core/base/json.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS plugin_state ("
    "plugin_name TEXT NOT NULL, key TEXT NOT NULL, value TEXT, "
    "PRIMARY KEY (plugin_name, key))";

static gk_status fail(sqlite3 *db, const char *path, gk_error *err)
{
    return gk_fail(err, GK_E_IO, "state file '%s': %s", path,
                   db != NULL ? sqlite3_errmsg(db) : "cannot be opened");
}

static gk_status prepare(sqlite3 *db, const char *path, const char *sql,
                         const char *owner, sqlite3_stmt **out, gk_error *err)
{
    if (sqlite3_prepare_v2(db, sql, -1, out, NULL) != SQLITE_OK ||
        sqlite3_bind_text(*out, 1, owner, -1, SQLITE_STATIC) != SQLITE_OK)
        return fail(db, path, err);
    return GK_OK;
}

static gk_status load(sqlite3 *db, const char *path, const char *owner,
                      gk_error *err)
{
    gk_json *state = gk_json_new_object();
    gk_buf text = GK_BUF_INIT;
    sqlite3_stmt *rows = NULL;
    int code = SQLITE_DONE;
    gk_status st = prepare(db, path,
                           "SELECT key, value FROM plugin_state "
                           "WHERE plugin_name = ?1 ORDER BY key",
                           owner, &rows, err);

    while (st == GK_OK && (code = sqlite3_step(rows)) == SQLITE_ROW)
        if (gk_json_set(state, (const char *)sqlite3_column_text(rows, 0),
                        gk_json_new_bytes(
                            sqlite3_column_text(rows, 1),
                            (size_t)sqlite3_column_bytes(rows, 1))) != GK_OK)
            st = gk_fail_nomem(err);
    if (st == GK_OK && code != SQLITE_DONE)
        st = fail(db, path, err);
    if (st == GK_OK)
        st = gk_json_print(state, GK_JSON_COMPACT, &text);
    if (st == GK_OK)
        printf("%s\n", gk_buf_text(&text));
    sqlite3_finalize(rows);
    gk_json_free(state);
    gk_buf_clear(&text);
    return st;
}

static gk_status insert(sqlite3 *db, const char *path, const char *owner,
                        const gk_json *state, gk_error *err)
{
    sqlite3_stmt *row = NULL;
    gk_status st = prepare(db, path,
                           "INSERT INTO plugin_state (plugin_name, key, value) "
                           "VALUES (?1, ?2, ?3)",
                           owner, &row, err);

    for (const gk_json *m = gk_json_first(state); m != NULL && st == GK_OK;
         m = gk_json_next(m)) {
        gk_buf value = GK_BUF_INIT;

        gk_json_bytes(m, &value);
        sqlite3_bind_text(row, 2, gk_json_key(m), -1, SQLITE_STATIC);
        sqlite3_bind_text(row, 3, gk_buf_text(&value), (int)value.len,
                          SQLITE_TRANSIENT);
        if (sqlite3_step(row) != SQLITE_DONE)
            st = fail(db, path, err);
        sqlite3_reset(row);
        gk_buf_clear(&value);
    }
    sqlite3_finalize(row);
    return st;
}

static gk_status save(sqlite3 *db, const char *path, const char *owner,
                      gk_error *err)
{
    gk_json *state = NULL;
    sqlite3_stmt *old = NULL;
    gk_status st = gk_json_read("-", &state, err);

    if (st == GK_OK &&
        sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
        st = fail(db, path, err);
    if (st == GK_OK)
        st =
            prepare(db, path, "DELETE FROM plugin_state WHERE plugin_name = ?1",
                    owner, &old, err);
    if (st == GK_OK && sqlite3_step(old) != SQLITE_DONE)
        st = fail(db, path, err);
    sqlite3_finalize(old);
    if (st == GK_OK)
        st = insert(db, path, owner, state, err);
    if (st == GK_OK &&
        sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        st = fail(db, path, err);
    gk_json_free(state);
    return st;
}

int main(int argc, char **argv)
{
    gk_error err = GK_ERROR_INIT;
    sqlite3 *db = NULL;
    gk_status st;

    if (argc != 4 ||
        (strcmp(argv[1], "load") != 0 && strcmp(argv[1], "save") != 0)) {
        fputs("usage: guestkit-state load|save FILE OWNER\n", stderr);
        return 2;
    }
    /* Nothing kept yet: reading makes no file. */
    if (strcmp(argv[1], "load") == 0 && !gk_path_exists(argv[2])) {
        puts("{}");
        return 0;
    }
    if (sqlite3_open(argv[2], &db) != SQLITE_OK ||
        sqlite3_busy_timeout(db, 5000) != SQLITE_OK ||
        sqlite3_exec(db, schema, NULL, NULL, NULL) != SQLITE_OK)
        st = fail(db, argv[2], &err);
    else if (strcmp(argv[1], "load") == 0)
        st = load(db, argv[2], argv[3], &err);
    else
        st = save(db, argv[2], argv[3], &err);
    sqlite3_close(db);
    if (st != GK_OK)
        fprintf(stderr, "%s\n", err.text);
    return st == GK_OK ? 0 : 1;
}
