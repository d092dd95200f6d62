// conv2d_backward_weight_matrix: conv2d_backward_weight_vec4, with the steps before it, on matrix units: rows are the
// weight's (kh, kw, c), columns its output channels, and the sum runs over the pixels of a slice; see
// include/matrices.glsl.
// One group: ROWS rows × COLUMNS columns of one slice, STEP pixels at a time. A thread fetches blocks of four pixels ×
// four channels and keeps them transposed, since the terms lie innermost.
// x, gradY: float16, or in its build bfloat16; partial: float32.
//!newest
//!variant bfloat16 OPERAND=bfloat16_t OPERAND_INFINITY=0x7F80u
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/pixels.glsl"

layout(local_size_x = 128, local_size_x_id = 9) in;
layout(constant_id = 0) const uint KH = 1;
layout(constant_id = 1) const uint KW = 1;
layout(constant_id = 2) const uint STRIDE = 1;
layout(constant_id = 3) const uint PADDING_H = 0;
layout(constant_id = 4) const uint PADDING_W = 0;
layout(constant_id = 5) const uint STEPS = 0; // convplan.Steps that are fused
layout(constant_id = 6) const uint MATRIX_M = 16;
layout(constant_id = 7) const uint MATRIX_N = 16;
layout(constant_id = 8) const uint MATRIX_K = 16;
layout(constant_id = 10) const uint ACROSS = 2;
const uint FLOAT16_MASK = 0;
#include "include/float16.glsl"
#include "include/matrices.glsl"

layout(push_constant) uniform Push {
    Float16s x;
    Float16s gradY;
    Vec4s partial;
    uint n, h, w, c; // channels in units of four; h and w after an enlargement
    uint oh, ow, o;  // after an enlargement of gradY
    uint slice, slices;
    float share;     // of a repeated pixel of gradY
} p;

const bool RELU = (STEPS & 1u) != 0;
const uint ENLARGE = STEPS >> 1 & 1u;
const uint ENLARGE_GRADIENT = STEPS >> 2 & 1u;

const uint ROW_BLOCKS = ROWS / 4 * QUADS;
const uint COLUMN_BLOCKS = COLUMNS / 4 * QUADS;
const uint ROW_SHARE = (ROW_BLOCKS + THREADS - 1) / THREADS;          // blocks of x that a thread fetches in a step
const uint COLUMN_SHARE = (COLUMN_BLOCKS + THREADS - 1) / THREADS;    // and of gradY

// transpose makes a row of every column of four rows of four float16.
void transpose(inout uvec2 m[4]) {
    uvec2 a = (m[0] & 0xFFFFu) | m[1] << 16, b = (m[2] & 0xFFFFu) | m[3] << 16;             // even columns
    uvec2 c = m[0] >> 16 | (m[1] & 0xFFFF0000u), d = m[2] >> 16 | (m[3] & 0xFFFF0000u);     // odd ones
    m[0] = uvec2(a.x, b.x);
    m[1] = uvec2(c.x, d.x);
    m[2] = uvec2(a.y, b.y);
    m[3] = uvec2(c.y, d.y);
}

// fetch_rows reads the thread's blocks of the rows from quad `first` on, each of four pixels from pixel[i] on, of which
// only those before `end` are the slice's. The first block's first pixel has the number `at`.
void fetch_rows(Pixel pixel[ROW_SHARE], uint first, uint at, uint end, out uvec2 a[ROW_SHARE][4]) {
    [[unroll]] for (uint i = 0; i < ROW_SHARE; i++) {
        uint quad = first + (gl_LocalInvocationID.x + i * THREADS) % (ROWS / 4);
        uint tap = quad / p.c, c = quad % p.c;
        Pixel q = pixel[i];
        [[unroll]] for (uint k = 0; k < 4; k++) {
            uint ih = q.h * STRIDE + tap / KW - PADDING_H; // wraps to a huge value above and left of the image
            uint iw = q.w * STRIDE + tap % KW - PADDING_W;
            bool inside = at + 4 * i * (THREADS / (ROWS / 4)) + k < end && tap < KH * KW && ih < p.h && iw < p.w;
            uint from = ((q.n * (p.h >> ENLARGE) + (ih >> ENLARGE)) * (p.w >> ENLARGE) + (iw >> ENLARGE)) * p.c + c;
            uvec2 value = p.x.at[inside ? from : 0];
            a[i][k] = mix(uvec2(0), RELU ? relu_operands(value) : value, bvec2(inside));
            q = pixel_after(q, Pixel(0, 0, 1), p.oh, p.ow);
        }
    }
}

// fetch_columns does the same for the columns. Only an enlargement needs to know where a pixel is.
void fetch_columns(Pixel pixel[COLUMN_SHARE], uint first, uint at, uint end, out uvec2 b[COLUMN_SHARE][4]) {
    [[unroll]] for (uint i = 0; i < COLUMN_SHARE; i++) {
        uint o = first + (gl_LocalInvocationID.x + i * THREADS) % (COLUMNS / 4);
        Pixel q = pixel[i];
        [[unroll]] for (uint k = 0; k < 4; k++) {
            uint from = at + 4 * i * (THREADS / (COLUMNS / 4)) + k;
            bool inside = from < end && o < p.o;
            if (ENLARGE_GRADIENT == 1) {
                from = (q.n * (p.oh / 2) + q.h / 2) * (p.ow / 2) + q.w / 2;
                q = pixel_after(q, Pixel(0, 0, 1), p.oh, p.ow);
            }
            uvec2 value = p.gradY.at[inside ? from * p.o + o : 0];
            b[i][k] = mix(uvec2(0), value, bvec2(inside));
        }
    }
}

void main() {
    uint quads = KH * KW * p.c; // number of quads of rows
    uint columns = (4 * p.o + COLUMNS - 1) / COLUMNS;
    uint rows = (4 * quads + ROWS - 1) / ROWS;
    uint tile = group_index();
    uint slice = tile / columns / rows;
    if (slice >= p.slices) return; // the whole group
    uint t = gl_LocalInvocationID.x;
    uint firstQuad = tile / columns % rows * (ROWS / 4);
    uint firstColumn = tile % columns * COLUMNS;
    uint begin = slice * p.slice;
    uint end = min(begin + p.slice, p.n * p.oh * p.ow);

    uvec2 a[ROW_SHARE][4], b[COLUMN_SHARE][4];
    ResultFragment sum[FRAGMENTS];
    [[unroll]] for (uint i = 0; i < FRAGMENTS; i++) sum[i] = ResultFragment(0);

    uint rowAt = begin + 4 * (t / (ROWS / 4)), columnAt = begin + 4 * (t / (COLUMNS / 4)); // the thread's first pixels
    Pixel next = pixel_at(STEP, p.oh, p.ow);
    Pixel rowPixel[ROW_SHARE], columnPixel[COLUMN_SHARE];
    [[unroll]] for (uint i = 0; i < ROW_SHARE; i++) rowPixel[i] = pixel_at(rowAt + 4 * i * (THREADS / (ROWS / 4)), p.oh, p.ow);
    [[unroll]] for (uint i = 0; i < COLUMN_SHARE; i++) columnPixel[i] = pixel_at(columnAt + 4 * i * (THREADS / (COLUMNS / 4)), p.oh, p.ow);
    fetch_rows(rowPixel, firstQuad, rowAt, end, a);
    fetch_columns(columnPixel, firstColumn / 4, columnAt, end, b);
    for (uint step = begin; step < end; step += STEP) {
        [[unroll]] for (uint i = 0; i < ROW_SHARE; i++) {
            uint block = t + i * THREADS;
            if (block < ROW_BLOCKS) {
                transpose(a[i]);
                [[unroll]] for (uint k = 0; k < 4; k++) rowTile[(block % (ROWS / 4) * 4 + k) * PITCH + block / (ROWS / 4)] = a[i][k];
            }
        }
        [[unroll]] for (uint i = 0; i < COLUMN_SHARE; i++) {
            uint block = t + i * THREADS;
            if (block < COLUMN_BLOCKS) {
                transpose(b[i]);
                [[unroll]] for (uint k = 0; k < 4; k++) columnTile[(block % (COLUMNS / 4) * 4 + k) * PITCH + block / (COLUMNS / 4)] = b[i][k];
            }
        }
        barrier();
        if (step + STEP < end) {
            rowAt += STEP;
            columnAt += STEP;
            [[unroll]] for (uint i = 0; i < ROW_SHARE; i++) rowPixel[i] = pixel_after(rowPixel[i], next, p.oh, p.ow);
            [[unroll]] for (uint i = 0; i < COLUMN_SHARE; i++) columnPixel[i] = pixel_after(columnPixel[i], next, p.oh, p.ow);
            fetch_rows(rowPixel, firstQuad, rowAt, end, a);
            fetch_columns(columnPixel, firstColumn / 4, columnAt, end, b);
        }
        multiply_tiles(sum);
        barrier();
    }

    [[dont_unroll]] for (uint f = 0; f < FRAGMENTS; f++) {
        keep_result(sum, f);
        uint row = 4 * firstQuad + fragment_row(f / FRAGMENT_COLUMNS);
        uint column = (firstColumn + fragment_column(f % FRAGMENT_COLUMNS)) / 4;
        for (uint i = gl_SubgroupInvocationID; i < MATRIX_M * RESULT_QUADS; i += LANES) {
            uint r = row + i / RESULT_QUADS, o = column + i % RESULT_QUADS;
            if (r >= 4 * quads || o >= p.o) continue;
            p.partial.at[(slice * 4 * quads + r) * p.o + o] = result_at(i / RESULT_QUADS, i % RESULT_QUADS) * p.share;
        }
    }
}
