// upsample_nearest2d: y[n,h,w,c] = scale · x[n, h/F, w/F, c]: each pixel becomes an F×F block.
// x: [N,H,W,C], y: [N,F·H,F·W,C], float32, or float16 in the vec4 build where FLOAT16_MASK says so; h, w below are those of y. With scale 1/F² it is the adjoint of averaging.
// ADD adds added: [N,F·H,F·W,C] to it.
// One thread: one channel of a pixel of y, or four consecutive ones (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint FACTOR = 2;
layout(constant_id = 1) const uint FLOAT16_MASK = 0;
layout(constant_id = 2) const bool POWERS_OF_TWO = false; // w and c
layout(constant_id = 3) const uint ADD = 0;
#include "include/float16.glsl"
#include "include/divide.glsl"

layout(push_constant) uniform Push {
    LaneBuffer x;
    LaneBuffer y;
    LaneBuffer added;
    uint items;
    uint w, c;
    float scale;
} p;

void main() {
    uint i = item_index();
    if (i >= p.items) return;

    uint pixel = divide(i, p.c, POWERS_OF_TWO);
    uint row = divide(pixel, p.w, POWERS_OF_TWO); // of all images: F divides the height, so row/F is the row of x
    uint from = row / FACTOR * (p.w / FACTOR) + remainder(pixel, p.w, POWERS_OF_TWO) / FACTOR;
    Lane y = p.scale * load_lane(p.x, from * p.c + remainder(i, p.c, POWERS_OF_TWO), 0);
    if (ADD == 1) y += load_lane(p.added, i, 2);
    store_lane(p.y, i, 1, y);
}
