// conv2d_forward_tiled: conv2d_forward_vec4, with SPREAD, for GPUs, as a matrix product in shared memory:
// rows are pixels, columns output channels, and the sum runs over (kh, kw, c).
// One group: TILE pixels × TILE output channels, in steps of STEP terms. While a step is multiplied the next one is
// fetched into registers. One thread: ROWS pixels × four output channels. Any subgroup size.
// x, weight, y: float32, or float16 where FLOAT16_MASK says so; bias: float32.
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
layout(constant_id = 5) const uint BIAS = 0;
layout(constant_id = 6) const uint SPREAD = 1;
layout(constant_id = 7) const uint FLOAT16_MASK = 0;
#include "include/float16.glsl"
#include "include/tiles.glsl"

layout(push_constant) uniform Push {
    Vec4s x;
    Vec4s weight;
    Vec4s bias;
    Vec4s y;
    uint n, h, w, c; // channels in units of four
    uint oh, ow, o;
} p;

const uint QUADS = STEP / 4;           // vec4s of a pixel in a step
const uint SHARE = TILE * QUADS / THREADS; // vec4s that a thread fetches in a step
const uint APART = THREADS / QUADS;    // distance between the pixels that a thread fetches

// fetch_inputs reads quad c of the thread's pixels at a tap, zero beyond the last tap.
void fetch_inputs(Pixel pixel[SHARE], uint tap, uint c, out vec4 a[SHARE]) {
    [[unroll]] for (uint i = 0; i < SHARE; i++) {
        uint ih = pixel[i].h * STRIDE + tap / KW - PADDING_H; // wraps to a huge value above and left of the image
        uint iw = pixel[i].w * STRIDE + tap % KW - PADDING_W;
        bool inside = tap < KH * KW && ih < p.h && iw < p.w;
        a[i] = load_vec4(p.x, inside ? ((pixel[i].n * p.h + ih) * p.w + iw) * p.c + c : 0, 0);
        a[i] = mix(vec4(0), a[i], bvec4(inside));
    }
}

void main() {
    uint pixels = p.n * p.oh * p.ow;
    uint blocks = (pixels + TILE - 1) / TILE;
    uint columns = (p.o + TILE / 4 - 1) / (TILE / 4);
    uint tile = group_index();
    uint phase = tile / columns / blocks;
    if (phase >= SPREAD * SPREAD) return; // the whole group
    uint first = tile / columns % blocks * TILE;
    uint t = gl_LocalInvocationID.x;
    uint terms = KH * KW * 4 * p.c;
    uint o = tile % columns * (TILE / 4) + t % (TILE / 4); // quad of output channels, of the weight that it fetches and of its results

    Pixel pixel[SHARE];
    [[unroll]] for (uint i = 0; i < SHARE; i++) pixel[i] = pixel_at(min(first + t / QUADS + i * APART, pixels - 1), p.oh, p.ow);
    uint tap = t % QUADS / p.c, c = t % QUADS % p.c;
    vec4 a[SHARE], b[COLUMN_SHARE], sum[ROWS];
    [[unroll]] for (uint r = 0; r < ROWS; r++) sum[r] = BIAS == 1 && o < p.o ? p.bias.at[o] : vec4(0);

    fetch_inputs(pixel, tap, c, a);
    fetch_columns(p.weight, 1, phase * terms, 0, terms, o, p.o, b);
    for (uint step = 0; step < terms; step += STEP) {
        [[unroll]] for (uint i = 0; i < SHARE; i++) {
            uint m = t / QUADS + i * APART;
            [[unroll]] for (uint k = 0; k < 4; k++) rowTile[4 * (t % QUADS) + k][m / 4][m % 4] = a[i][k];
        }
        keep_columns(b);
        barrier();
        if (step + STEP < terms) {
            for (c += QUADS; c >= p.c; c -= p.c) tap++;
            fetch_inputs(pixel, tap, c, a);
            fetch_columns(p.weight, 1, phase * terms, step + STEP, terms, o, p.o, b);
        }
        multiply_tiles(sum);
        barrier();
    }
    if (o >= p.o) return;
    [[unroll]] for (uint r = 0; r < ROWS; r++) {
        uint at = first + t / (TILE / 4) * ROWS + r;
        if (at >= pixels) return;
        if (SPREAD > 1) {
            Pixel q = pixel_at(at, p.oh, p.ow);
            uint h = q.n * p.oh * SPREAD + q.h * SPREAD + phase / SPREAD;
            at = h * p.ow * SPREAD + q.w * SPREAD + phase % SPREAD;
        }
        store_vec4(p.y, at * p.o + o, 3, sum[r]);
    }
}
