// conv2d_winograd_output: y[t] = bias + Aᵀ·m[·,t,·]·A, the 4×4 pixels of tile t.
// m: [36,tiles,O], bias: [O], y: [N,OH,OW,O], float32, O even. Tiles are numbered [N,TH,TW].
// GATE makes y zero where gate: [N,OH,OW,O] is not above zero; ADD adds added: [N,OH,OW,O] to it.
// One thread: one tile of two channels.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/pixels.glsl"
#include "include/wide.glsl"
#include "include/winograd.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint BIAS = 0;
layout(constant_id = 1) const uint GATE = 0;
layout(constant_id = 2) const uint ADD = 0;

layout(push_constant) uniform Push {
    Pairs m;
    Pairs bias;
    Pairs gate;
    Pairs added;
    Pairs y;
    uint n, oh, ow, o; // channels in units of two
    uint th, tw;       // tiles of an image
} p;

void main() {
    uint i = item_index();
    uint tiles = p.n * p.th * p.tw;
    if (i >= tiles * p.o) return;

    uint o = i % p.o;
    Pixel tile = pixel_at(i / p.o, p.th, p.tw);
    vec2 columns[INNER][OUTER]; // of m, transformed
    [[unroll]] for (uint j = 0; j < INNER; j++) {
        vec2 m[INNER];
        [[unroll]] for (uint k = 0; k < INNER; k++) m[k] = pair_load(p.m, (INNER * k + j) * tiles * p.o + i);
        winograd_output(m, columns[j]);
    }
    vec2 bias = BIAS == 1 ? pair_load(p.bias, o) : vec2(0);
    [[unroll]] for (uint k = 0; k < OUTER; k++) {
        vec2 row[INNER], y[OUTER];
        [[unroll]] for (uint j = 0; j < INNER; j++) row[j] = columns[j][k];
        winograd_output(row, y);
        uint h = OUTER * tile.h + k;
        [[unroll]] for (uint j = 0; j < OUTER; j++) {
            uint w = OUTER * tile.w + j;
            if (h >= p.oh || w >= p.ow) continue;
            uint to = ((tile.n * p.oh + h) * p.ow + w) * p.o + o;
            y[j] += bias;
            if (GATE == 1) y[j] = mix(vec2(0), y[j], greaterThan(pair_load(p.gate, to), vec2(0)));
            if (ADD == 1) y[j] += pair_load(p.added, to);
            pair_store(p.y, to, y[j]);
        }
    }
}
