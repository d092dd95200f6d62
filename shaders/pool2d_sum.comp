// pool2d_sum: y[n,h,w,c] = scale · Σ x[n, F·h+i, F·w+j, c] over the F×F block, row by row.
// x: [N,F·H,F·W,C], y: [N,H,W,C], float32, or float16 in the vec4 build where FLOAT16_MASK says so; h, w below are those of y. With scale 1 it is the adjoint of upsample_nearest2d.
// One thread: one channel of a pixel of y, or four consecutive ones (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint FACTOR = 2;
layout(constant_id = 1) const uint FLOAT16_MASK = 0;
layout(constant_id = 2) const bool POWERS_OF_TWO = false; // w and c
#include "include/float16.glsl"
#include "include/divide.glsl"

layout(push_constant) uniform Push {
    LaneBuffer x;
    LaneBuffer y;
    uint items;
    uint w, c;
    float scale;
} p;

void main() {
    uint i = item_index();
    if (i >= p.items) return;

    uint pixel = divide(i, p.c, POWERS_OF_TWO);
    uint row = divide(pixel, p.w, POWERS_OF_TWO); // of all images: F·row is the block's first row of x
    uint from = (row * FACTOR * p.w + remainder(pixel, p.w, POWERS_OF_TWO)) * FACTOR * p.c + remainder(i, p.c, POWERS_OF_TWO);
    Lane sum = Lane(0.0);
    for (uint h = 0; h < FACTOR; h++) {
        for (uint w = 0; w < FACTOR; w++) sum += load_lane(p.x, from + (h * FACTOR * p.w + w) * p.c, 0);
    }
    store_lane(p.y, i, 1, p.scale * sum);
}
