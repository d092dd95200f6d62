// conv2d_winograd_input: v[k,t,c] = (Bᵀ·d·B)[k] for the tile d of 6×6 pixels of x around the 4×4 pixels t of y.
// x: [N,H,W,C], zero outside; v: [36,tiles,C], C even. x is float32, or float16 where FLOAT16_MASK says so. Tiles are numbered [N,TH,TW].
// RELU replaces x by max(x, 0). ENLARGE repeats each pixel of x, times scale, in a 2×2 block, for a padding of one.
// One thread: one tile of two channels.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/relu.glsl"
#include "include/winograd.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const bool POWERS_OF_TWO = false; // c, th and tw
layout(constant_id = 1) const uint RELU = 0;
layout(constant_id = 2) const uint ENLARGE = 0;
layout(constant_id = 3) const bool WORDS = false;
layout(constant_id = 4) const uint FLOAT16_MASK = 0;
#include "include/pairs_stored.glsl"
#include "include/winograd_tile.glsl"

layout(push_constant) uniform Push {
    Pairs x;
    Vec2s v;
    uint n, h, w, c; // channels in units of two
    uint th, tw;     // tiles of an image
    uint paddingH, paddingW;
    float scale;
} p;

// seen is the row or column of x at place k of tile t; it wraps to a huge value
// before the first. With ENLARGE, places 1 and 2 see the same pixel, as do 3 and 4.
uint seen(uint t, uint k, uint padding) { return ENLARGE == 1 ? OUTER / 2 * t + (k + 1) / 2 - 1 : OUTER * t + k - padding; }

bool repeats(uint k) { return ENLARGE == 1 && (k == 2 || k == 4); }

void main() {
    uint i = item_index();
    uint tiles = p.n * p.th * p.tw;
    if (i >= tiles * p.c) return;

    Tile tile = tile_at(i, p.c, p.th, p.tw);
    vec2 columns[INNER][INNER]; // of the tile, transformed
    [[unroll]] for (uint j = 0; j < INNER; j++) {
        if (repeats(j)) {
            columns[j] = columns[j - 1];
        } else {
            uint iw = seen(tile.w, j, p.paddingW);
            vec2 d[INNER];
            [[unroll]] for (uint k = 0; k < INNER; k++) {
                if (repeats(k)) {
                    d[k] = d[k - 1];
                } else {
                    uint ih = seen(tile.h, k, p.paddingH);
                    bool inside = ih < p.h && iw < p.w;
                    d[k] = pair_load_stored(p.x, inside ? ((tile.n * p.h + ih) * p.w + iw) * p.c + tile.channel : 0, 0);
                    d[k] = mix(vec2(0), d[k], bvec2(inside));
                    if (RELU == 1) d[k] = relu(d[k]);
                    if (ENLARGE == 1) d[k] *= p.scale;
                }
            }
            winograd_input(d, columns[j]);
        }
    }
    [[unroll]] for (uint k = 0; k < INNER; k++) {
        vec2 row[INNER], v[INNER];
        [[unroll]] for (uint j = 0; j < INNER; j++) row[j] = columns[j][k];
        winograd_input(row, v);
        [[unroll]] for (uint j = 0; j < INNER; j++) pair_store(p.v, (INNER * k + j) * tiles * p.c + i, v[j]);
    }
}
