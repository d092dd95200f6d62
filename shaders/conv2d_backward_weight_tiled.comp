// conv2d_backward_weight_tiled: conv2d_backward_weight_vec4 for GPUs, as a matrix product in shared memory:
// rows are the weight's (kh, kw, c), columns its output channels, and the sum runs over the pixels of a slice.
// One group: TILE rows × TILE columns of one slice, STEP pixels at a time; see include/tiles.glsl.
// One thread: ROWS rows × four columns. x, gradY: float32, or float16 where FLOAT16_MASK says so; partial: float32.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/pixels.glsl"

layout(local_size_x = 128) in;
layout(constant_id = 0) const uint KH = 1;
layout(constant_id = 1) const uint KW = 1;
layout(constant_id = 2) const uint STRIDE = 1;
layout(constant_id = 3) const uint PADDING_H = 0;
layout(constant_id = 4) const uint PADDING_W = 0;
layout(constant_id = 5) const uint FLOAT16_MASK = 0;
#include "include/float16.glsl"
#include "include/tiles.glsl"

layout(push_constant) uniform Push {
    Vec4s x;
    Vec4s gradY;
    Vec4s partial;
    uint n, h, w, c; // channels in units of four
    uint oh, ow, o;
    uint slice, slices;
} p;

const uint SHARE = COLUMN_SHARE;   // both tiles have STEP pixels
const uint APART = STEP / SHARE;   // distance between the pixels that a thread fetches

// fetch_rows reads quad c of the thread's pixels at a tap, zero after the slice's end.
void fetch_rows(Pixel pixel[SHARE], uint at, uint end, uint tap, uint c, out vec4 a[SHARE]) {
    [[unroll]] for (uint i = 0; i < SHARE; i++) {
        uint ih = pixel[i].h * STRIDE + tap / KW - PADDING_H; // wraps to a huge value above and left of the image
        uint iw = pixel[i].w * STRIDE + tap % KW - PADDING_W;
        bool inside = at + i * APART < end && tap < KH * KW && ih < p.h && iw < p.w;
        a[i] = load_vec4(p.x, inside ? ((pixel[i].n * p.h + ih) * p.w + iw) * p.c + c : 0, 0);
        a[i] = mix(vec4(0), a[i], bvec4(inside));
    }
}

void main() {
    uint quads = KH * KW * p.c; // number of quads of rows
    uint columns = (p.o + TILE / 4 - 1) / (TILE / 4);
    uint rows = (quads + TILE / 4 - 1) / (TILE / 4);
    uint tile = group_index();
    uint slice = tile / columns / rows;
    if (slice >= p.slices) return; // the whole group
    uint t = gl_LocalInvocationID.x;
    uint quad = tile / columns % rows * (TILE / 4);
    uint tap = (quad + t % (TILE / 4)) / p.c, c = (quad + t % (TILE / 4)) % p.c; // of the rows that it fetches
    uint o = tile % columns * (TILE / 4) + t % (TILE / 4);
    uint begin = slice * p.slice;
    uint end = min(begin + p.slice, p.n * p.oh * p.ow);

    uint at = begin + t / (TILE / 4);
    Pixel pixel[SHARE];
    [[unroll]] for (uint i = 0; i < SHARE; i++) pixel[i] = pixel_at(at + i * APART, p.oh, p.ow);
    Pixel next = pixel_at(STEP, p.oh, p.ow);
    vec4 a[SHARE], b[COLUMN_SHARE], sum[ROWS];
    [[unroll]] for (uint r = 0; r < ROWS; r++) sum[r] = vec4(0);

    fetch_rows(pixel, at, end, tap, c, a);
    fetch_columns(p.gradY, 1, 0, begin, end, o, p.o, b);
    for (uint step = begin; step < end; step += STEP) {
        [[unroll]] for (uint i = 0; i < SHARE; i++) rowTile[t / (TILE / 4) + i * APART][t % (TILE / 4)] = a[i];
        keep_columns(b);
        barrier();
        if (step + STEP < end) {
            at += STEP;
            [[unroll]] for (uint i = 0; i < SHARE; i++) pixel[i] = pixel_after(pixel[i], next, p.oh, p.ow);
            fetch_rows(pixel, at, end, tap, c, a);
            fetch_columns(p.gradY, 1, 0, step + STEP, end, o, p.o, b);
        }
        multiply_tiles(sum);
        barrier();
    }
    if (o >= p.o) return;
    uint row = 4 * quad + t / (TILE / 4) * ROWS;
    [[unroll]] for (uint r = 0; r < ROWS; r++) {
        if (row + r < 4 * quads) p.partial.at[(slice * 4 * quads + row + r) * p.o + o] = sum[r];
    }
}
