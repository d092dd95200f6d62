// conv2d_winograd_gradient: z[k,t,o] = (A·g·Aᵀ)[k] for the 4×4 pixels t of gradY, the adjoint of conv2d_winograd_output.
// gradY: [N,OH,OW,O], zero outside; z: [36,tiles,O], sums: [tiles,O], float32, O even. Tiles are numbered [N,TH,TW].
// SUM stores the sum of each tile's pixels, for the gradient of the bias. One thread: one tile of two channels.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/pixels.glsl"
#include "include/wide.glsl"
#include "include/winograd.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint SUM = 0;

layout(push_constant) uniform Push {
    Pairs gradY;
    Pairs z;
    Pairs sums;
    uint n, oh, ow, o; // channels in units of two
    uint th, tw;       // tiles of an image
} p;

void main() {
    uint i = item_index();
    uint tiles = p.n * p.th * p.tw;
    if (i >= tiles * p.o) return;

    uint o = i % p.o;
    Pixel tile = pixel_at(i / p.o, p.th, p.tw);
    vec2 columns[OUTER][INNER]; // of the tile, transformed
    vec2 sum = vec2(0);
    [[unroll]] for (uint j = 0; j < OUTER; j++) {
        uint w = OUTER * tile.w + j;
        vec2 g[OUTER];
        [[unroll]] for (uint k = 0; k < OUTER; k++) {
            uint h = OUTER * tile.h + k;
            bool inside = h < p.oh && w < p.ow;
            g[k] = pair_load(p.gradY, inside ? ((tile.n * p.oh + h) * p.ow + w) * p.o + o : 0);
            g[k] = mix(vec2(0), g[k], bvec2(inside));
            sum += g[k];
        }
        winograd_output_adjoint(g, columns[j]);
    }
    if (SUM == 1) pair_store(p.sums, i, sum);
    [[unroll]] for (uint k = 0; k < INNER; k++) {
        vec2 row[OUTER], z[INNER];
        [[unroll]] for (uint j = 0; j < OUTER; j++) row[j] = columns[j][k];
        winograd_output_adjoint(row, z);
        [[unroll]] for (uint j = 0; j < INNER; j++) pair_store(p.z, (INNER * k + j) * tiles * p.o + i, z[j]);
    }
}
