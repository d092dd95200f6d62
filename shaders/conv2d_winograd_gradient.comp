// conv2d_winograd_gradient: z[k,t,o] = (A·g·Aᵀ)[k] for the 4×4 pixels t of gradY, the adjoint of conv2d_winograd_output.
// gradY: [N,OH,OW,O], zero outside; z: [36,tiles,O], sums: [tiles,O], O even. gradY is float32, or float16 where FLOAT16_MASK says so. Tiles are numbered [N,TH,TW].
// ENLARGE repeats each pixel of gradY, times scale, in a 2×2 block.
// SUM stores the sum of each tile's pixels, for the gradient of the bias. One thread: one tile of two channels.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/winograd.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const bool POWERS_OF_TWO = false; // o, th and tw
layout(constant_id = 1) const uint SUM = 0;
layout(constant_id = 2) const uint ENLARGE = 0;
layout(constant_id = 3) const bool WORDS = false;
layout(constant_id = 4) const uint FLOAT16_MASK = 0;
#include "include/pairs_stored.glsl"
#include "include/winograd_tile.glsl"

layout(push_constant) uniform Push {
    Pairs gradY;
    Vec2s z;
    Vec2s sums;
    uint n, oh, ow, o; // channels in units of two
    uint th, tw;       // tiles of an image
    float scale;
} p;

bool repeats(uint k) { return ENLARGE == 1 && k % 2 == 1; }

void main() {
    uint i = item_index();
    uint tiles = p.n * p.th * p.tw;
    if (i >= tiles * p.o) return;

    Tile tile = tile_at(i, p.o, p.th, p.tw);
    vec2 columns[OUTER][INNER]; // of the tile, transformed
    vec2 sum = vec2(0), part; // of all columns, of one
    [[unroll]] for (uint j = 0; j < OUTER; j++) {
        if (repeats(j)) {
            columns[j] = columns[j - 1];
        } else {
            uint w = (OUTER * tile.w + j) >> ENLARGE;
            vec2 g[OUTER];
            part = vec2(0);
            [[unroll]] for (uint k = 0; k < OUTER; k++) {
                if (repeats(k)) {
                    g[k] = g[k - 1];
                } else {
                    uint h = (OUTER * tile.h + k) >> ENLARGE;
                    bool inside = h < p.oh && w < p.ow;
                    g[k] = pair_load_stored(p.gradY, inside ? ((tile.n * p.oh + h) * p.ow + w) * p.o + tile.channel : 0, 0);
                    g[k] = mix(vec2(0), g[k], bvec2(inside));
                    if (ENLARGE == 1) g[k] *= p.scale;
                }
                part += g[k];
            }
            winograd_output_adjoint(g, columns[j]);
        }
        sum += part;
    }
    if (SUM == 1) pair_store(p.sums, i, sum);
    [[unroll]] for (uint k = 0; k < INNER; k++) {
        vec2 row[OUTER], z[INNER];
        [[unroll]] for (uint j = 0; j < OUTER; j++) row[j] = columns[j][k];
        winograd_output_adjoint(row, z);
        [[unroll]] for (uint j = 0; j < INNER; j++) pair_store(p.z, (INNER * k + j) * tiles * p.o + i, z[j]);
    }
}
