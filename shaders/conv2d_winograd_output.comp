// conv2d_winograd_output: y[t] = bias + Aᵀ·m[·,t,·]·A, the 4×4 pixels of tile t.
// m: [36,tiles,O], bias: [O], y: [N,OH,OW,O], O even. y, mask and added are float32, or float16 where FLOAT16_MASK says so. Tiles are numbered [N,TH,TW].
// POOL adds up the 2×2 blocks of pixels, times scale, before the bias: y is half as high and wide, two pixels to a tile.
// MASK makes y zero where mask: [N,OH,OW,O] is not above zero; ADD adds added: [N,OH,OW,O] to it.
// One thread: one tile of two channels.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/winograd.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const bool POWERS_OF_TWO = false; // o, th and tw
layout(constant_id = 1) const uint BIAS = 0;
layout(constant_id = 2) const uint POOL = 0;
layout(constant_id = 3) const uint MASK = 0;
layout(constant_id = 4) const uint ADD = 0;
layout(constant_id = 5) const bool WORDS = false;
layout(constant_id = 6) const uint FLOAT16_MASK = 0;
#include "include/pairs_stored.glsl"
#include "include/winograd_tile.glsl"

layout(push_constant) uniform Push {
    Pairs m;
    Pairs bias;
    Pairs mask;
    Pairs added;
    Vec2s y;
    uint n, oh, ow, o; // channels in units of two
    uint th, tw;       // tiles of an image
    float scale;
} p;

void put(Tile tile, uint h, uint w, vec2 y) {
    if (h < p.oh && w < p.ow) {
        uint to = ((tile.n * p.oh + h) * p.ow + w) * p.o + tile.channel;
        if (BIAS == 1) y += pair_load(p.bias, tile.channel);
        if (MASK == 1) y = mix(vec2(0), y, greaterThan(pair_load_stored(p.mask, to, 2), vec2(0)));
        if (ADD == 1) y += pair_load_stored(p.added, to, 3);
        pair_store_stored(p.y, to, 4, y);
    }
}

void main() {
    uint i = item_index();
    uint tiles = p.n * p.th * p.tw;
    if (i >= tiles * p.o) return;

    Tile tile = tile_at(i, p.o, p.th, p.tw);
    vec2 columns[INNER][OUTER]; // of m, transformed
    [[unroll]] for (uint j = 0; j < INNER; j++) {
        vec2 m[INNER];
        [[unroll]] for (uint k = 0; k < INNER; k++) m[k] = pair_load(p.m, (INNER * k + j) * tiles * p.o + i);
        winograd_output(m, columns[j]);
    }
    vec2 above[OUTER]; // the row before
    [[unroll]] for (uint k = 0; k < OUTER; k++) {
        vec2 row[INNER], y[OUTER];
        [[unroll]] for (uint j = 0; j < INNER; j++) row[j] = columns[j][k];
        winograd_output(row, y);
        if (POOL == 0) {
            [[unroll]] for (uint j = 0; j < OUTER; j++) put(tile, OUTER * tile.h + k, OUTER * tile.w + j, y[j]);
        } else if (k % 2 == 1) {
            put(tile, (OUTER * tile.h + k) / 2, OUTER / 2 * tile.w, p.scale * (above[0] + above[1] + y[0] + y[1]));
            put(tile, (OUTER * tile.h + k) / 2, OUTER / 2 * tile.w + 1, p.scale * (above[2] + above[3] + y[2] + y[3]));
        }
        above = y;
    }
}
