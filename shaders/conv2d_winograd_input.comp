// conv2d_winograd_input: v[k,t,c] = (Bᵀ·d·B)[k] for the tile d of 6×6 pixels of x around the 4×4 pixels t of y.
// x: [N,H,W,C], zero outside; v: [36,tiles,C], float32, C even. Tiles are numbered [N,TH,TW].
// RELU takes max(x, 0) for x. One thread: one tile of two channels.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/pixels.glsl"
#include "include/relu.glsl"
#include "include/wide.glsl"
#include "include/winograd.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint RELU = 0;

layout(push_constant) uniform Push {
    Pairs x;
    Pairs v;
    uint n, h, w, c; // channels in units of two
    uint th, tw;     // tiles of an image
    uint paddingH, paddingW;
} p;

void main() {
    uint i = item_index();
    uint tiles = p.n * p.th * p.tw;
    if (i >= tiles * p.c) return;

    uint c = i % p.c;
    Pixel tile = pixel_at(i / p.c, p.th, p.tw);
    vec2 columns[INNER][INNER]; // of the tile, transformed
    [[unroll]] for (uint j = 0; j < INNER; j++) {
        uint iw = OUTER * tile.w + j - p.paddingW; // wraps to a huge value left of the image
        vec2 d[INNER];
        [[unroll]] for (uint k = 0; k < INNER; k++) {
            uint ih = OUTER * tile.h + k - p.paddingH;
            bool inside = ih < p.h && iw < p.w;
            d[k] = pair_load(p.x, inside ? ((tile.n * p.h + ih) * p.w + iw) * p.c + c : 0);
            d[k] = mix(vec2(0), d[k], bvec2(inside));
            if (RELU == 1) d[k] = relu(d[k]);
        }
        winograd_input(d, columns[j]);
    }
    [[unroll]] for (uint k = 0; k < INNER; k++) {
        vec2 row[INNER], v[INNER];
        [[unroll]] for (uint j = 0; j < INNER; j++) row[j] = columns[j][k];
        winograd_input(row, v);
        [[unroll]] for (uint j = 0; j < INNER; j++) pair_store(p.v, (INNER * k + j) * tiles * p.c + i, v[j]);
    }
}
