#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

// libpng reports errors by longjmp, which may not cross Swift frames, so reading is one C function. (Its simplified
// reading interface needs no such care, but libpng 1.6.39's decodes interlaced 16-bit files to wrong rows.)

struct workbook_png_source {
    const unsigned char *bytes;
    size_t count;
    size_t position;
    char *message;
};

static inline void workbook_png_error(png_structp png, png_const_charp text) {
    struct workbook_png_source *source = (struct workbook_png_source *)png_get_error_ptr(png);
    snprintf(source->message, 128, "%s", text);
    png_longjmp(png, 1);
}

static inline void workbook_png_warning(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static inline void workbook_png_bytes(png_structp png, png_bytep target, size_t count) {
    struct workbook_png_source *source = (struct workbook_png_source *)png_get_io_ptr(png);
    if (count > source->count - source->position) png_error(png, "the data end too early");
    memcpy(target, source->bytes + source->position, count);
    source->position += count;
}

/// Decodes a PNG file to 8-bit samples: palettes and fewer bits widened, 16 bits rounded, transparency as opacity.
/// `pixels` holds width * height * channels bytes (channels 1, 3 or 4). Returns 1, or 0 and a message of at most 127
/// characters.
static inline int workbook_png_read(const unsigned char *bytes, size_t count, unsigned width, unsigned height,
                                    unsigned channels, unsigned char *pixels, char *message) {
    struct workbook_png_source source = {bytes, count, 0, message};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, workbook_png_error, workbook_png_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info) {
        png_destroy_read_struct(&png, NULL, NULL);
        snprintf(message, 128, "libpng cannot start");
        return 0;
    }
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        return 0;
    }
    png_set_read_fn(png, &source, workbook_png_bytes);
    png_read_info(png, info);
    png_set_expand(png);
    png_set_scale_16(png);
    if (channels > 1) png_set_gray_to_rgb(png);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    if (png_get_image_width(png, info) != width || png_get_image_height(png, info) != height ||
        png_get_rowbytes(png, info) != (size_t)width * channels)
        png_error(png, "the format is not the one that the header states");
    for (int pass = 0; pass < passes; pass++)
        for (unsigned y = 0; y < height; y++) png_read_row(png, pixels + (size_t)y * width * channels, NULL);
    png_read_end(png, NULL);
    png_destroy_read_struct(&png, &info, NULL);
    return 1;
}
