// upsample_bilinear2d_backward: gradX[n,h,w,c] = Σ share · gradY over the 2F×2F pixels of y that take a share of x[n,h,w,c].
// gradY: [N,F·H,F·W,C], gradX: [N,H,W,C], float32, or float16 in the vec4 build where FLOAT16_MASK says so. A gather in fixed order: each element of gradX is written once.
// One thread: one channel of a pixel of x, or four consecutive ones (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint FACTOR = 2;
layout(constant_id = 1) const uint FLOAT16_MASK = 0;
layout(constant_id = 2) const bool POWERS_OF_TWO = false; // h, w and c
#include "include/float16.glsl"
#include "include/divide.glsl"
#include "include/bilinear.glsl"

layout(push_constant) uniform Push {
    LaneBuffer gradY;
    LaneBuffer gradX;
    uint items;
    uint h, w, c;
} p;

void main() {
    uint i = item_index();
    if (i >= p.items) return;

    uint pixel = divide(i, p.c, POWERS_OF_TWO), c = remainder(i, p.c, POWERS_OF_TWO);
    uint row = divide(pixel, p.w, POWERS_OF_TWO), w = remainder(pixel, p.w, POWERS_OF_TWO);
    uint h = remainder(row, p.h, POWERS_OF_TWO);
    uint image = (row - h) * FACTOR;
    uint top = FACTOR * h - FACTOR / 2, left = FACTOR * w - FACTOR / 2; // wrap to huge values before the first pixel

    Lane sum = Lane(0.0);
    for (uint y = top; y != top + 2 * FACTOR; y++) {
        if (y >= FACTOR * p.h) continue;
        float vertical = bilinear_share(bilinear_place(y, p.h), h);
        Lane across = Lane(0.0);
        for (uint x = left; x != left + 2 * FACTOR; x++) {
            if (x >= FACTOR * p.w) continue;
            float horizontal = bilinear_share(bilinear_place(x, p.w), w);
            across += horizontal * load_lane(p.gradY, ((image + y) * FACTOR * p.w + x) * p.c + c, 0);
        }
        sum += vertical * across;
    }
    store_lane(p.gradX, i, 1, sum);
}
