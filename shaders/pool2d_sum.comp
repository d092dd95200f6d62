// pool2d_sum: y[n,h,w,c] = scale · Σ x[n, F·h+i, F·w+j, c] over the F×F block, row by row.
// x: [N,F·H,F·W,C], y: [N,H,W,C], float32, or float16 in the vec4 build where FLOAT16_MASK says so; w below is that of y. With scale 1 it is the adjoint of upsample_nearest2d.
// MASK then makes y zero where mask: [N,H,W,C] is not above zero, the gradient of a ReLU; ADD then adds added: [N,H,W,C].
// One thread: EACH times one channel of a pixel of y, or four consecutive ones (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint FACTOR = 2;
layout(constant_id = 1) const uint FLOAT16_MASK = 0;
layout(constant_id = 2) const bool POWERS_OF_TWO = false; // w and c/EACH
layout(constant_id = 3) const uint EACH = 1;
layout(constant_id = 4) const uint ADD = 0;
layout(constant_id = 5) const uint MASK = 0;
#include "include/float16.glsl"
#include "include/divide.glsl"

layout(push_constant) uniform Push {
    LaneBuffer x;
    LaneBuffer y;
    LaneBuffer added;
    LaneBuffer mask;
    uint items;
    uint w, c; // c counts pieces of EACH
    float scale;
} p;

void main() {
    uint i = item_index();
    if (i >= p.items) return;

    uint pixel = divide(i, p.c, POWERS_OF_TWO), c = remainder(i, p.c, POWERS_OF_TWO) * EACH;
    uint row = divide(pixel, p.w, POWERS_OF_TWO); // of all images: F·row is the block's first row of x
    uint from = (row * FACTOR * p.w + remainder(pixel, p.w, POWERS_OF_TWO)) * FACTOR * p.c * EACH + c;
    Lane sum[EACH];
    [[unroll]] for (uint k = 0; k < EACH; k++) sum[k] = Lane(0.0);
    for (uint h = 0; h < FACTOR; h++) {
        for (uint w = 0; w < FACTOR; w++) {
            [[unroll]] for (uint k = 0; k < EACH; k++) sum[k] += load_lane(p.x, from + (h * FACTOR * p.w + w) * p.c * EACH + k, 0);
        }
    }
    [[unroll]] for (uint k = 0; k < EACH; k++) {
        Lane y = p.scale * sum[k];
        if (MASK == 1) y = choose(above(load_lane(p.mask, i * EACH + k, 3), Lane(0.0)), y, Lane(0.0));
        if (ADD == 1) y += load_lane(p.added, i * EACH + k, 2);
        store_lane(p.y, i * EACH + k, 1, y);
    }
}
