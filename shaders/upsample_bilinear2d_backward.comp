// upsample_bilinear2d_backward: gradX[n,h,w,c] = Σ share · gradY over the 2F×2F pixels of y that take a share of x[n,h,w,c].
// gradY: [N,F·H,F·W,C], gradX: [N,H,W,C], float32, or float16 in the vec4 build where FLOAT16_MASK says so. A gather in fixed order: each element of gradX is written once.
// ADD adds added: [N,H,W,C] to it.
// One thread: a block of 2×2 pixels of x, whose pixels of y overlap by half, EACH times one channel or four consecutive ones (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint FACTOR = 2;
layout(constant_id = 1) const uint FLOAT16_MASK = 0;
layout(constant_id = 2) const bool POWERS_OF_TWO = false; // the blocks of an axis and c/EACH
layout(constant_id = 3) const uint EACH = 1;
layout(constant_id = 4) const uint ADD = 0;
#include "include/float16.glsl"
#include "include/divide.glsl"
#include "include/bilinear.glsl"

layout(push_constant) uniform Push {
    LaneBuffer gradY;
    LaneBuffer gradX;
    LaneBuffer added;
    uint items;
    uint h, w, c; // c counts pieces of EACH
} p;

// store writes what belongs to a pixel, if it exists.
void store(Lane sums[EACH], uint image, uint h, uint w, uint c) {
    if (h >= p.h || w >= p.w) return;
    uint to = ((image * p.h + h) * p.w + w) * p.c * EACH + c;
    [[unroll]] for (uint k = 0; k < EACH; k++) {
        if (ADD == 1) sums[k] += load_lane(p.added, to + k, 2);
        store_lane(p.gradX, to + k, 1, sums[k]);
    }
}

void main() {
    uint i = item_index();
    if (i >= p.items) return;

    uint block = divide(i, p.c, POWERS_OF_TWO), c = remainder(i, p.c, POWERS_OF_TWO) * EACH;
    uint rows = (p.h + 1) / 2, columns = (p.w + 1) / 2;
    uint row = divide(block, columns, POWERS_OF_TWO), w = 2 * remainder(block, columns, POWERS_OF_TWO);
    uint image = divide(row, rows, POWERS_OF_TWO), h = 2 * remainder(row, rows, POWERS_OF_TWO);
    uint top = FACTOR * h - FACTOR / 2, left = FACTOR * w - FACTOR / 2; // wrap to huge values before the first pixel

    Lane upperLeft[EACH], upperRight[EACH], lowerLeft[EACH], lowerRight[EACH];
    [[unroll]] for (uint k = 0; k < EACH; k++) upperLeft[k] = upperRight[k] = lowerLeft[k] = lowerRight[k] = Lane(0.0);
    for (uint b = 0; b < 3 * FACTOR; b++) {
        uint y = top + b;
        if (y < FACTOR * p.h) {
            Lane acrossLeft[EACH], acrossRight[EACH];
            [[unroll]] for (uint k = 0; k < EACH; k++) acrossLeft[k] = acrossRight[k] = Lane(0.0);
            for (uint a = 0; a < 3 * FACTOR; a++) {
                uint x = left + a;
                if (x < FACTOR * p.w) {
                    int place = bilinear_place(x, p.w);
                    uint from = ((image * FACTOR * p.h + y) * FACTOR * p.w + x) * p.c * EACH + c;
                    [[unroll]] for (uint k = 0; k < EACH; k++) {
                        Lane g = load_lane(p.gradY, from + k, 0);
                        if (a < 2 * FACTOR) acrossLeft[k] += bilinear_share(place, w) * g;
                        if (a >= FACTOR) acrossRight[k] += bilinear_share(place, w + 1) * g;
                    }
                }
            }
            int place = bilinear_place(y, p.h);
            [[unroll]] for (uint k = 0; k < EACH; k++) {
                if (b < 2 * FACTOR) {
                    upperLeft[k] += bilinear_share(place, h) * acrossLeft[k];
                    upperRight[k] += bilinear_share(place, h) * acrossRight[k];
                }
                if (b >= FACTOR) {
                    lowerLeft[k] += bilinear_share(place, h + 1) * acrossLeft[k];
                    lowerRight[k] += bilinear_share(place, h + 1) * acrossRight[k];
                }
            }
        }
    }
    store(upperLeft, image, h, w, c);
    store(upperRight, image, h, w + 1, c);
    store(lowerLeft, image, h + 1, w, c);
    store(lowerRight, image, h + 1, w + 1, c);
}
