// conv2d_backward_weight_tiled: conv2d_backward_weight_vec4 for GPUs, as a matrix product in shared memory:
// rows are the weight's (kh, kw, c), columns its output channels, and the sum runs over the pixels of a slice.
// One group: a tile of one slice, STEP pixels at a time; see include/tiles.glsl.
// One thread: 8×8 or 4×4 of the results. x, gradY: float32, or float16 where FLOAT16_MASK says so; partial: float32.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/division.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint KH = 1;
layout(constant_id = 1) const uint KW = 1;
layout(constant_id = 2) const uint STRIDE = 1;
layout(constant_id = 3) const uint PADDING_H = 0;
layout(constant_id = 4) const uint PADDING_W = 0;
layout(constant_id = 5) const uint FLOAT16_MASK = 0;
layout(constant_id = 6) const uint WHOLE = 0; // rows of gradY's pixels are whole steps
layout(constant_id = 7) const uint TILE_ROWS = 64;
layout(constant_id = 8) const uint TILE_COLUMNS = 64;
layout(constant_id = 9) const uint UNROLL = 1; // terms whose products are written out one after the other
layout(local_size_x_id = 10) in;
#include "include/float16.glsl"
#include "include/tiles.glsl"

layout(push_constant) uniform Push {
    Vec4s x;
    Vec4s gradY;
    Vec4s partial;
    uint n, h, w, c; // channels in units of four
    uint oh, ow, o;
    uint heightFactor, heightShift, widthFactor, widthShift; // divide by oh and ow
    uint slice, slices;
} p;

const uint SHARE = STEP * ROW_QUADS / THREADS; // vec4s of the rows' tile that a thread fetches
const uint APART = THREADS / ROW_QUADS;        // distance between their pixels

uvec4 rowBits[SHARE];  // of the next step, as they are stored
bool rowInside[SHARE]; // or zero

// Tap is what a thread fetches of each pixel: a tap and a quad of channels.
struct Tap { uint h, w, c; };

// fetch_rows reads the thread's pixels of the step at a tap, zero outside the image and after the slice's end.
void fetch_rows(Tap tap, uint step, uint end) {
    [[unroll]] for (uint i = 0; i < SHARE; i++) {
        uint own = gl_LocalInvocationID.x / ROW_QUADS + i * APART;
        uint at = WHOLE == 1 ? step : min(step + own, end - 1); // a whole step's pixels are of one row, which all threads find alike
        uint row = quotient(at, p.widthFactor, p.widthShift);
        uint n = quotient(row, p.heightFactor, p.heightShift);
        uint ih = (row - n * p.oh) * STRIDE + tap.h; // wraps to a huge value above and left of the image
        uint iw = (at - row * p.ow) * STRIDE + (WHOLE == 1 ? own * STRIDE + tap.w : tap.w);
        rowInside[i] = all(lessThan(uvec3(ih, iw, WHOLE == 1 ? 0 : step + own), uvec3(p.h, p.w, end)));
        if (WHOLE == 1 && PADDING_H + PADDING_W == 0) rowInside[i] = true;
        rowBits[i] = load_bits(p.x, mix(0u, ((n * p.h + ih) * p.w + iw) * p.c + tap.c, rowInside[i]), 0);
    }
}

void keep_rows() {
    uint t = gl_LocalInvocationID.x;
    [[unroll]] for (uint i = 0; i < SHARE; i++) {
        vec4 a = bits_floats(rowBits[i], 0);
        rowTile[t / ROW_QUADS + i * APART][t % ROW_QUADS] = mix(vec4(0), a, bvec4(rowInside[i]));
    }
}

void main() {
    uint quads = KH * KW * p.c; // number of quads of rows
    uint columns = (p.o + COLUMN_QUADS - 1) / COLUMN_QUADS;
    uint blocks = (quads + ROW_QUADS - 1) / ROW_QUADS;
    uint tile = group_index();
    uint slice = tile / columns / blocks;
    if (slice >= p.slices) return; // the whole group
    uint t = gl_LocalInvocationID.x;
    uint quad = tile / columns % blocks * ROW_QUADS; // the first of rows
    uint o = tile % columns * COLUMN_QUADS;          // and of columns
    uint step = slice * p.slice;
    uint end = min(step + p.slice, p.n * p.oh * p.ow);
    uint fetched = min(quad + t % ROW_QUADS, quads - 1);
    Tap tap = Tap(fetched / p.c / KW - PADDING_H, fetched / p.c % KW - PADDING_W, fetched % p.c);

    [[unroll]] for (uint i = 0; i < SUMS; i++) sum[i] = vec4(0);
    fetch_rows(tap, step, end);
    fetch_columns(p.gradY, 1, 0, step, end, o + t % COLUMN_QUADS, p.o);
    for (; step < end; step += STEP) {
        keep_rows();
        keep_columns(1);
        barrier();
        uint next = mix(step, step + STEP, step + STEP < end); // the last step's terms are fetched twice, which costs less than a branch
        fetch_rows(tap, next, end);
        fetch_columns(p.gradY, 1, 0, next, end, o + t % COLUMN_QUADS, p.o);
        multiply_tiles();
        barrier();
    }
    [[unroll]] for (uint r = 0; r < 4 * BLOCKS; r++) {
        uint row = 4 * quad + row_of_tile(r);
        if (row < 4 * quads) {
            row = (slice * 4 * quads + row) * p.o + o;
            [[unroll]] for (uint j = 0; j < BLOCKS; j++) {
                if (o + quad_of_tile(j) < p.o) p.partial.at[row + quad_of_tile(j)] = sum[r * BLOCKS + j];
            }
        }
    }
}
