// upsample_bilinear2d_forward: y is x enlarged F times with half-pixel centres (align_corners = false), clamped at the edges:
// each pixel of y mixes the four of x around its place.
// x: [N,H,W,C], y: [N,F·H,F·W,C], float32, or float16 in the vec4 build where FLOAT16_MASK says so; h, w below are those of x.
// ADD adds added: [N,F·H,F·W,C] to it.
// One thread: the F×F pixels of y between four centres of x, which it reads once, EACH times one channel or four consecutive
// ones (vec4). There are (H+1)·(W+1) such blocks; those at the edges are cut.
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint FACTOR = 2;
layout(constant_id = 1) const uint FLOAT16_MASK = 0;
layout(constant_id = 2) const uint EACH = 1;
layout(constant_id = 3) const uint ADD = 0;
#include "include/float16.glsl"
#include "include/division.glsl"
#include "include/bilinear.glsl"

layout(push_constant) uniform Push {
    LaneBuffer x;
    LaneBuffer y;
    LaneBuffer added;
    uint items;
    uint h, w, c; // c counts pieces of EACH
    uint cFactor, cShift, widthFactor, widthShift, heightFactor, heightShift; // divide by c, w + 1, h + 1
} p;

// blend is mix(a, b, share). SwiftShader computes mix as a + share·(b − a), whose
// error stays large when the operand with the small share is large.
Lane blend(Lane a, Lane b, float share) { return (1 - share) * a + share * b; }

void main() {
    uint i = item_index();
    if (i >= p.items) return;

    uint block = quotient(i, p.cFactor, p.cShift), c = (i - block * p.c) * EACH;
    uint row = quotient(block, p.widthFactor, p.widthShift), image = quotient(row, p.heightFactor, p.heightShift);
    uint bottom = row - image * (p.h + 1), right = block - row * (p.w + 1); // the block lies above and left of their centre
    uint top = max(bottom, 1) - 1, left = max(right, 1) - 1;                // which is clamped, as is the place of a pixel
    uint upper = (image * p.h + top) * p.w, lower = (image * p.h + min(bottom, p.h - 1)) * p.w;
    uint clamped = min(right, p.w - 1), width = p.c * EACH;
    Lane a[EACH], b[EACH], d[EACH], e[EACH];
    [[unroll]] for (uint k = 0; k < EACH; k++) {
        a[k] = load_lane(p.x, (upper + left) * width + c + k, 0);
        b[k] = load_lane(p.x, (upper + clamped) * width + c + k, 0);
        d[k] = load_lane(p.x, (lower + left) * width + c + k, 0);
        e[k] = load_lane(p.x, (lower + clamped) * width + c + k, 0);
    }
    uint first = bottom * FACTOR - (FACTOR + 1) / 2, begin = right * FACTOR - (FACTOR + 1) / 2; // wrap to huge values before the first pixel
    for (uint j = 0; j < FACTOR; j++) {
        uint w = begin + j;
        float across = between_share(j, right, p.w);
        Lane above[EACH], below[EACH];
        [[unroll]] for (uint k = 0; k < EACH; k++) {
            above[k] = blend(a[k], b[k], across);
            below[k] = blend(d[k], e[k], across);
        }
        for (uint i = 0; i < FACTOR; i++) {
            uint h = first + i;
            if (h < FACTOR * p.h && w < FACTOR * p.w) {
                float down = between_share(i, bottom, p.h);
                uint to = ((image * FACTOR * p.h + h) * FACTOR * p.w + w) * width + c;
                [[unroll]] for (uint k = 0; k < EACH; k++) {
                    Lane y = blend(above[k], below[k], down);
                    if (ADD == 1) y += load_lane(p.added, to + k, 2);
                    store_lane(p.y, to + k, 1, y);
                }
            }
        }
    }
}
