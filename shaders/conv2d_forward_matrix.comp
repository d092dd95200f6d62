// conv2d_forward_matrix: conv2d_forward_vec4, with SPREAD and the steps around it, on matrix units: rows are pixels,
// columns output channels, and the sum runs over (kh, kw, c); see include/matrices.glsl.
//   y = (Σ relu(x) · weight · share + bias, summed over 2×2 blocks · pool, 0 where mask ≤ 0) + added
// One group: ROWS pixels × COLUMNS output channels. While a step is multiplied the next one is fetched into registers.
// x, weight: float16, or in its build bfloat16; the weight is [SPREAD², O, KH, KW, C] of conv2d_matrix_weight. y, mask
// and added: float32, or the type of x where FLOAT16_MASK says so; bias: float32.
//!newest
//!variant bfloat16 OPERAND=bfloat16_t OPERAND_INFINITY=0x7F80u
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/pixels.glsl"

layout(local_size_x = 128, local_size_x_id = 12) in;
layout(constant_id = 0) const uint KH = 1;
layout(constant_id = 1) const uint KW = 1;
layout(constant_id = 2) const uint STRIDE = 1;
layout(constant_id = 3) const uint PADDING_H = 0;
layout(constant_id = 4) const uint PADDING_W = 0;
layout(constant_id = 5) const uint BIAS = 0;
layout(constant_id = 6) const uint SPREAD = 1;
layout(constant_id = 7) const uint FLOAT16_MASK = 3;
layout(constant_id = 8) const uint STEPS = 0; // convplan.Steps that are fused
layout(constant_id = 9) const uint MATRIX_M = 16;
layout(constant_id = 10) const uint MATRIX_N = 16;
layout(constant_id = 11) const uint MATRIX_K = 16;
layout(constant_id = 13) const uint ACROSS = 2;
#include "include/float16.glsl"
#include "include/matrices.glsl"

layout(push_constant) uniform Push {
    Float16s x;
    Float16s weight;
    Vec4s bias;
    Vec4s y;
    Vec4s mask;
    Vec4s added;
    uint n, h, w, c; // channels in units of four; h and w after an enlargement
    uint oh, ow, o;  // before a pool
    float share, pool;
} p;

const bool RELU = (STEPS & 1u) != 0;
const uint ENLARGE = STEPS >> 1 & 1u;
const bool POOL = (STEPS & 8u) != 0;
const bool MASK = (STEPS & 16u) != 0;
const bool ADD = (STEPS & 32u) != 0;

const uint ROW_SHARE = ROWS * QUADS / THREADS;       // quads of pixels that a thread fetches in a step
const uint COLUMN_SHARE = COLUMNS * QUADS / THREADS; // and of weights
const uint APART = THREADS / QUADS;                  // distance between the rows of those

// pixel_of_row is the pixel of a row. For a pool, the pixels of a block follow each other.
Pixel pixel_of_row(uint row) {
    if (!POOL) return pixel_at(row, p.oh, p.ow);
    Pixel block = pixel_at(row / 4, p.oh / 2, p.ow / 2);
    return Pixel(block.n, 2 * block.h + row / 2 % 2, 2 * block.w + row % 2);
}

// fetch_rows reads quad c of the thread's pixels at a tap, zero beyond the last tap.
void fetch_rows(Pixel pixel[ROW_SHARE], uint tap, uint c, out uvec2 a[ROW_SHARE]) {
    [[unroll]] for (uint i = 0; i < ROW_SHARE; i++) {
        uint ih = pixel[i].h * STRIDE + tap / KW - PADDING_H; // wraps to a huge value above and left of the image
        uint iw = pixel[i].w * STRIDE + tap % KW - PADDING_W;
        bool inside = tap < KH * KW && ih < p.h && iw < p.w;
        uint at = ((pixel[i].n * (p.h >> ENLARGE) + (ih >> ENLARGE)) * (p.w >> ENLARGE) + (iw >> ENLARGE)) * p.c + c;
        uvec2 quad = p.x.at[inside ? at : 0];
        a[i] = mix(uvec2(0), RELU ? relu_operands(quad) : quad, bvec2(inside));
    }
}

// fetch_columns reads the thread's quad of a step of the output channels from `first` on, of a matrix [O, terms] that
// begins at `start`. What lies beyond is zero.
void fetch_columns(uint start, uint first, uint step, uint terms, out uvec2 b[COLUMN_SHARE]) {
    uint t = gl_LocalInvocationID.x;
    [[unroll]] for (uint i = 0; i < COLUMN_SHARE; i++) {
        uint o = first + t / QUADS + i * APART;
        bool inside = step + t % QUADS < terms && o < 4 * p.o;
        uvec2 quad = p.weight.at[inside ? start + o * terms + step + t % QUADS : 0];
        b[i] = mix(uvec2(0), quad, bvec2(inside));
    }
}

// finish does the steps after the sums for a quad of y, or of the pooled y, and stores it.
void finish(vec4 value, uint at) {
    if (MASK) value = mix(vec4(0), value, greaterThan(load_vec4(p.mask, at, 4), vec4(0)));
    if (ADD) value += load_vec4(p.added, at, 5);
    store_vec4(p.y, at, 3, value);
}

void main() {
    uint pixels = p.n * p.oh * p.ow;
    uint blocks = (pixels + ROWS - 1) / ROWS;
    uint columns = (4 * p.o + COLUMNS - 1) / COLUMNS;
    uint tile = group_index();
    uint phase = tile / columns / blocks;
    if (phase >= SPREAD * SPREAD) return; // the whole group
    uint first = tile / columns % blocks * ROWS;
    uint firstColumn = tile % columns * COLUMNS;
    uint t = gl_LocalInvocationID.x;
    uint terms = KH * KW * p.c; // in quads

    Pixel pixel[ROW_SHARE];
    [[unroll]] for (uint i = 0; i < ROW_SHARE; i++) pixel[i] = pixel_of_row(min(first + t / QUADS + i * APART, pixels - 1));
    uint tap = t % QUADS / p.c, c = t % QUADS % p.c;
    uvec2 a[ROW_SHARE], b[COLUMN_SHARE];
    ResultFragment sum[FRAGMENTS];
    [[unroll]] for (uint i = 0; i < FRAGMENTS; i++) sum[i] = ResultFragment(0);

    fetch_rows(pixel, tap, c, a);
    fetch_columns(phase * 4 * p.o * terms, firstColumn, 0, terms, b);
    for (uint step = 0; step < terms; step += QUADS) {
        [[unroll]] for (uint i = 0; i < ROW_SHARE; i++) rowTile[(t / QUADS + i * APART) * PITCH + t % QUADS] = a[i];
        [[unroll]] for (uint i = 0; i < COLUMN_SHARE; i++) columnTile[(t / QUADS + i * APART) * PITCH + t % QUADS] = b[i];
        barrier();
        if (step + QUADS < terms) {
            for (c += QUADS; c >= p.c; c -= p.c) tap++;
            fetch_rows(pixel, tap, c, a);
            fetch_columns(phase * 4 * p.o * terms, firstColumn, step + QUADS, terms, b);
        }
        multiply_tiles(sum);
        barrier();
    }

    [[dont_unroll]] for (uint f = 0; f < FRAGMENTS; f++) {
        keep_result(sum, f);
        uint row = first + fragment_row(f / FRAGMENT_COLUMNS);
        uint column = (firstColumn + fragment_column(f % FRAGMENT_COLUMNS)) / 4;
        uint rows = POOL ? 4 : 1; // that make a row of y
        for (uint i = gl_SubgroupInvocationID; i < MATRIX_M / rows * RESULT_QUADS; i += LANES) {
            uint r = i / RESULT_QUADS * rows, o = column + i % RESULT_QUADS;
            if (row + r >= pixels || o >= p.o) continue;
            vec4 bias = BIAS == 1 ? p.bias.at[o] : vec4(0);
            vec4 value = result_at(r, i % RESULT_QUADS) * p.share + bias;
            uint at = row + r;
            if (POOL) {
                for (uint k = 1; k < 4; k++) value += result_at(r + k, i % RESULT_QUADS) * p.share + bias;
                value *= p.pool;
                at /= 4;
            }
            if (SPREAD > 1) {
                Pixel q = pixel_at(at, p.oh, p.ow);
                uint h = q.n * p.oh * SPREAD + q.h * SPREAD + phase / SPREAD;
                at = h * p.ow * SPREAD + q.w * SPREAD + phase % SPREAD;
            }
            finish(value, at * p.o + o);
        }
    }
}
