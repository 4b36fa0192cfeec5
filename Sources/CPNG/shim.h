#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/// Takes the rows of a picture as they are decoded: `count` pixels of `channels` bytes (1 grey, 3 RGB, 4 RGBA), the
/// first at (x, y), each of the others `step` to the right of the one before. Of an interlaced picture the seven passes
/// (Adam7) come one after the other.
typedef void (*workbook_png_row)(void *context, unsigned channels, unsigned x, unsigned y, unsigned step,
                                 unsigned count, const unsigned char *pixels);

/// Decodes a PNG file to 8-bit samples: palettes and fewer bits widened, 16 bits rounded, transparency as opacity.
/// Holds one row. What makes a picture transparent is for libpng to say: it ignores a tRNS chunk that breaks the rules.
/// Returns 1, or 0 and a message of at most 127 characters.
static inline int workbook_png_read(const unsigned char *bytes, size_t count, workbook_png_row take, void *context,
                                    char *message) {
    struct workbook_png_source source = {bytes, count, 0, message};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, workbook_png_error, workbook_png_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info) {
        png_destroy_read_struct(&png, NULL, NULL);
        snprintf(message, 128, "libpng cannot start");
        return 0;
    }
    png_bytep volatile row = NULL;
    if (setjmp(png_jmpbuf(png))) {
        free(row);
        png_destroy_read_struct(&png, &info, NULL);
        return 0;
    }
    png_set_read_fn(png, &source, workbook_png_bytes);
    png_read_info(png, info);
    png_set_expand(png);
    png_set_scale_16(png);
    if (png_get_color_type(png, info) & PNG_COLOR_MASK_ALPHA || png_get_valid(png, info, PNG_INFO_tRNS))
        png_set_gray_to_rgb(png);
    png_read_update_info(png, info);
    unsigned width = png_get_image_width(png, info), height = png_get_image_height(png, info);
    unsigned channels = png_get_channels(png, info);
    size_t size = png_get_rowbytes(png, info);
    if (channels == 2 || size != (size_t)width * channels) png_error(png, "the format is not the one that it states");
    row = malloc(size);
    if (!row) png_error(png, "there is no memory for a row");
    int interlaced = png_get_interlace_type(png, info) == PNG_INTERLACE_ADAM7;
    for (int pass = 0; pass < (interlaced ? PNG_INTERLACE_ADAM7_PASSES : 1); pass++) {
        unsigned columns = interlaced ? PNG_PASS_COLS(width, pass) : width;
        unsigned rows = interlaced ? PNG_PASS_ROWS(height, pass) : height;
        if (columns == 0) continue;
        for (unsigned i = 0; i < rows; i++) {
            png_read_row(png, row, NULL);
            if (interlaced)
                take(context, channels, PNG_PASS_START_COL(pass), PNG_ROW_FROM_PASS_ROW(i, pass),
                     1u << PNG_PASS_COL_SHIFT(pass), columns, row);
            else
                take(context, channels, 0, i, 1, columns, row);
        }
    }
    png_read_end(png, NULL);
    free(row);
    png_destroy_read_struct(&png, &info, NULL);
    return 1;
}
