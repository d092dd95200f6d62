// upsample_nearest2d: y[n,h,w,c] = scale · x[n, h/F, w/F, c]: each pixel becomes an F×F block.
// x: [N,H,W,C], y: [N,F·H,F·W,C], float32, or float16 in the vec4 build where FLOAT16_MASK says so; w below is that of x. With scale 1/F² it is the adjoint of averaging.
// RELU replaces x by max(x, 0); ADD adds added: [N,F·H,F·W,C] to y; SECOND, a divisor of F, then adds second enlarged by it.
// One thread: the block of a pixel of x, EACH times one channel or four consecutive ones (vec4).
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
layout(constant_id = 5) const uint RELU = 0;
layout(constant_id = 6) const uint SECOND = 0; // 0 adds none
#include "include/float16.glsl"
#include "include/divide.glsl"

layout(push_constant) uniform Push {
    LaneBuffer x;
    LaneBuffer y;
    LaneBuffer added;
    LaneBuffer second;
    uint items;
    uint w, c; // c counts pieces of EACH
    float scale;
} p;

void main() {
    uint i = item_index();
    if (i >= p.items) return;

    uint pixel = divide(i, p.c, POWERS_OF_TWO), c = remainder(i, p.c, POWERS_OF_TWO) * EACH;
    uint row = divide(pixel, p.w, POWERS_OF_TWO), w = remainder(pixel, p.w, POWERS_OF_TWO); // rows of all images
    Lane x[EACH];
    [[unroll]] for (uint k = 0; k < EACH; k++) {
        x[k] = p.scale * load_lane(p.x, i * EACH + k, 0);
        if (RELU == 1) x[k] = choose(above(Lane(0.0), x[k]), Lane(0.0), x[k]);
    }
    for (uint h = 0; h < FACTOR; h++) {
        for (uint b = 0; b < FACTOR; b++) {
            uint of = SECOND > 0 ? ((row * FACTOR + h) / SECOND * (p.w * (FACTOR / SECOND)) + (w * FACTOR + b) / SECOND) * p.c * EACH + c : 0;
            uint to = ((row * FACTOR + h) * p.w * FACTOR + w * FACTOR + b) * p.c * EACH + c;
            [[unroll]] for (uint k = 0; k < EACH; k++) {
                Lane y = x[k];
                if (ADD == 1) y += load_lane(p.added, to + k, 2);
                if (SECOND > 0) y += load_lane(p.second, of + k, 3);
                store_lane(p.y, to + k, 1, y);
            }
        }
    }
}
