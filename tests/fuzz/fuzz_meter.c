/*
 * Any bytes: what the reader calls sound and the engine would run is metered,
 * and the copy must be sound too, with every place inside the original.
 */
/* Fuzz targets link no engine; these two are all of it that is in C alone. */
#include "host-mock/vm/meter.c"
#include "host-mock/vm/runnable.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_copy(const gk_buf *bytes, const struct gk_meter_map *map,
                       size_t size)
{
    gk_module copy;
    if (gk_module_read(bytes->data, bytes->len, &copy, NULL) != GK_OK)
        return;
    struct gk_runnable runnable;
    if (gk_runnable_check(&copy, &runnable, NULL) != GK_OK)
        abort();
    gk_module_clear(&copy);
    for (size_t i = 0; i < map->count; i++)
        if (map->points[i].original > size ||
            gk_meter_original(map, map->points[i].metered) > size)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gk_module module;
    struct gk_runnable runnable;
    if (gk_module_read(data, size, &module, NULL) != GK_OK)
        return 0;
    if (gk_runnable_check(&module, &runnable, NULL) == GK_OK) {
        gk_buf out = GK_BUF_INIT;
        struct gk_meter_map map = GK_METER_MAP_INIT;
        if (gk_meter(&module, 1000, &out, &map, NULL) == GK_OK)
            check_copy(&out, &map, size);
        gk_meter_map_clear(&map);
        gk_buf_clear(&out);
    }
    gk_module_clear(&module);
    return 0;
}
