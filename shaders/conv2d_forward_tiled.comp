// conv2d_forward_tiled: conv2d_forward_vec4, with SPREAD, for GPUs, as a matrix product in shared memory:
// rows are pixels, columns output channels, and the sum runs over (kh, kw, c).
// One group: a tile of one part of the terms, STEP of them at a time; see include/tiles.glsl.
// One thread: 8×8 or 4×4 of the results. With several parts, y has the sum of each.
// x, weight, y: float32, or float16 where FLOAT16_MASK says so; bias: float32.
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
layout(constant_id = 5) const uint BIAS = 0;
layout(constant_id = 6) const uint SPREAD = 1;
layout(constant_id = 7) const uint FLOAT16_MASK = 0;
layout(constant_id = 8) const uint WHOLE = 0; // channels of x are whole steps
layout(constant_id = 9) const uint TILE_ROWS = 64;
layout(constant_id = 10) const uint TILE_COLUMNS = 64;
layout(constant_id = 11) const uint UNROLL = 1; // terms whose products are written out one after the other
layout(local_size_x_id = 12) in;
layout(constant_id = 13) const uint POSITIONS = 1; // so many 1×1 convolutions, each with its own x and y, as Winograd's transforms need; else 1
#include "include/float16.glsl"
#include "include/tiles.glsl"

layout(push_constant) uniform Push {
    Vec4s x;
    Vec4s weight;
    Vec4s bias;
    Vec4s y;
    uint n, h, w, c; // channels in units of four
    uint oh, ow, o;
    uint heightFactor, heightShift, widthFactor, widthShift; // divide by oh and ow
    uint part, parts; // terms of a part
} p;

const uint QUADS = STEP / 4;                    // vec4s of a pixel in a step
const uint SHARE = TILE_ROWS * QUADS / THREADS; // vec4s that a thread fetches in a step
const uint APART = THREADS / QUADS;             // distance between the pixels that a thread fetches

uint ih[SHARE], iw[SHARE], at[SHARE]; // of the thread's pixels at the first tap: row, column, index; the first two wrap to huge values outside
uvec4 rowBits[SHARE];                 // of the next step, as they are stored
bool rowInside[SHARE];                // or zero

// Pixel is an output pixel: its image, row and column.
struct Pixel { uint n, h, w; };

Pixel pixel_at(uint i) {
    uint row = quotient(i, p.widthFactor, p.widthShift);
    uint n = quotient(row, p.heightFactor, p.heightShift);
    return Pixel(n, row - n * p.oh, i - row * p.ow);
}

// Tap is where a step's terms begin: a tap and a quad of channels. With whole
// steps it is the same for all threads, else it is of the quad that a thread fetches.
struct Tap { uint h, w, c; };

// advance moves a tap on by a step, if there is one more.
void advance(inout Tap tap, bool more) {
    tap.c += mix(0u, QUADS, more);
    if (WHOLE == 1) { // without branches
        uint next = uint(tap.c == p.c);
        tap.c -= next * p.c;
        tap.w += next;
        uint wraps = uint(tap.w == KW);
        tap.w -= wraps * KW;
        tap.h += wraps;
        return;
    }
    for (; tap.c >= p.c; tap.c -= p.c) tap.w++;
    for (; tap.w >= KW; tap.w -= KW) tap.h++;
}

// fetch_rows reads the thread's pixels at a tap. Outside the image and beyond the last tap it is zero.
void fetch_rows(Tap tap) {
    uint moved = (tap.h * p.w + tap.w) * p.c + tap.c;
    [[unroll]] for (uint i = 0; i < SHARE; i++) {
        rowInside[i] = all(lessThan(uvec3(ih[i] + tap.h, iw[i] + tap.w, tap.h), uvec3(p.h, p.w, KH)));
        if (WHOLE == 1 && PADDING_H + PADDING_W == 0) rowInside[i] = true;
        rowBits[i] = load_bits(p.x, mix(0u, at[i] + moved, rowInside[i]), 0);
    }
}

void keep_rows() {
    uint t = gl_LocalInvocationID.x;
    uint m = t / QUADS; // the first of its pixels; APART is a multiple of four
    [[unroll]] for (uint i = 0; i < SHARE; i++) {
        vec4 a = mix(vec4(0), bits_floats(rowBits[i], 0), bvec4(rowInside[i]));
        [[unroll]] for (uint k = 0; k < 4; k++) rowTile[4 * (t % QUADS) + k][m / 4 + i * (APART / 4)][m % 4] = a[k];
    }
}

void main() {
    uint pixels = p.n * p.oh * p.ow;
    uint blocks = (pixels + TILE_ROWS - 1) / TILE_ROWS;
    uint columns = (p.o + COLUMN_QUADS - 1) / COLUMN_QUADS;
    uint tile = group_index();
    uint phase = tile / columns / blocks % (SPREAD * SPREAD * POSITIONS); // or position
    uint part = tile / columns / blocks / (SPREAD * SPREAD * POSITIONS);
    if (part >= p.parts) return; // the whole group
    uint first = tile / columns % blocks * TILE_ROWS;
    uint quad = tile % columns * COLUMN_QUADS; // the first of output channels
    uint t = gl_LocalInvocationID.x;
    uint terms = KH * KW * 4 * p.c;
    uint step = part * p.part;
    uint end = min(step + p.part, terms);

    uint fetched = step / 4 + (WHOLE == 1 ? 0 : t % QUADS);
    Tap tap = Tap(fetched / p.c / KW, fetched / p.c % KW, fetched % p.c);
    [[unroll]] for (uint i = 0; i < SHARE; i++) {
        Pixel q = pixel_at(min(first + t / QUADS + i * APART, pixels - 1));
        ih[i] = q.h * STRIDE - PADDING_H;
        iw[i] = q.w * STRIDE - PADDING_W;
        at[i] = ((q.n * p.h + ih[i]) * p.w + iw[i]) * p.c + (WHOLE == 1 ? t % QUADS : 0);
        if (POSITIONS > 1) at[i] += phase * pixels * p.c;
    }
    [[unroll]] for (uint j = 0; j < BLOCKS; j++) {
        vec4 bias = vec4(0);
        if (BIAS == 1) bias = part == 0 ? p.bias.at[min(quad + quad_of_tile(j), p.o - 1)] : vec4(0);
        [[unroll]] for (uint r = 0; r < 4 * BLOCKS; r++) sum[r * BLOCKS + j] = bias;
    }
    fetch_rows(tap);
    fetch_columns(p.weight, 1, phase * terms, step, end, quad + t % COLUMN_QUADS, p.o);
    for (; step < end; step += STEP) {
        keep_rows();
        keep_columns(1);
        barrier();
        bool more = step + STEP < end; // else the last step's terms are fetched again, which costs less than a branch
        uint next = mix(step, step + STEP, more);
        advance(tap, more);
        fetch_rows(tap);
        fetch_columns(p.weight, 1, phase * terms, next, end, quad + t % COLUMN_QUADS, p.o);
        multiply_tiles();
        barrier();
    }
    [[unroll]] for (uint r = 0; r < 4 * BLOCKS; r++) {
        uint m = first + row_of_tile(r);
        if (m < pixels) {
            if (SPREAD > 1) {
                Pixel q = pixel_at(m);
                uint h = q.n * p.oh * SPREAD + q.h * SPREAD + phase / SPREAD;
                m = h * p.ow * SPREAD + q.w * SPREAD + phase % SPREAD;
            }
            if (POSITIONS > 1) m += phase * pixels;
            m = (part * pixels * SPREAD * SPREAD + m) * p.o;
            [[unroll]] for (uint j = 0; j < BLOCKS; j++) {
                uint o = quad + quad_of_tile(j);
                if (o < p.o) store_vec4(p.y, m + o, 3, sum[r * BLOCKS + j]);
            }
        }
    }
}
