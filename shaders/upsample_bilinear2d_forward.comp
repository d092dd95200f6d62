// upsample_bilinear2d_forward: y is x enlarged F times with half-pixel centres (align_corners = false), clamped at the edges:
// each pixel of y mixes the four of x around its place.
// x: [N,H,W,C], y: [N,F·H,F·W,C], float32, or float16 in the vec4 build where FLOAT16_MASK says so; h, w below are those of x.
// ADD adds added: [N,F·H,F·W,C] to it.
// One thread: one channel of a pixel of y, or four consecutive ones (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint FACTOR = 2;
layout(constant_id = 1) const uint FLOAT16_MASK = 0;
layout(constant_id = 2) const bool POWERS_OF_TWO = false; // h, w, c and FACTOR
layout(constant_id = 3) const uint ADD = 0;
#include "include/float16.glsl"
#include "include/divide.glsl"
#include "include/bilinear.glsl"

layout(push_constant) uniform Push {
    LaneBuffer x;
    LaneBuffer y;
    LaneBuffer added;
    uint items;
    uint h, w, c;
} p;

// blend is mix(a, b, share). SwiftShader computes mix as a + share·(b − a), whose
// error stays large when the operand with the small share is large.
Lane blend(Lane a, Lane b, float share) { return (1 - share) * a + share * b; }

void main() {
    uint i = item_index();
    if (i >= p.items) return;

    uint pixel = divide(i, p.c, POWERS_OF_TWO), c = remainder(i, p.c, POWERS_OF_TWO);
    uint row = divide(pixel, FACTOR * p.w, POWERS_OF_TWO);
    int h = bilinear_place(remainder(row, FACTOR * p.h, POWERS_OF_TWO), p.h);
    int w = bilinear_place(remainder(pixel, FACTOR * p.w, POWERS_OF_TWO), p.w);
    uint top = h / UNIT, left = w / UNIT;
    uint bottom = min(top + 1, p.h - 1), right = min(left + 1, p.w - 1);
    float down = bilinear_share(h, top + 1), across = bilinear_share(w, left + 1);

    uint image = divide(row, FACTOR * p.h, POWERS_OF_TWO) * p.h;
    uint upper = (image + top) * p.w, lower = (image + bottom) * p.w;
    Lane a = blend(load_lane(p.x, (upper + left) * p.c + c, 0), load_lane(p.x, (upper + right) * p.c + c, 0), across);
    Lane b = blend(load_lane(p.x, (lower + left) * p.c + c, 0), load_lane(p.x, (lower + right) * p.c + c, 0), across);
    Lane y = blend(a, b, down);
    if (ADD == 1) y += load_lane(p.added, i, 2);
    store_lane(p.y, i, 1, y);
}
