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
layout(constant_id = 2) const uint EACH = 1;
layout(constant_id = 3) const uint ADD = 0;
#include "include/float16.glsl"
#include "include/division.glsl"
#include "include/bilinear.glsl"

layout(push_constant) uniform Push {
    LaneBuffer gradY;
    LaneBuffer gradX;
    LaneBuffer added;
    uint items;
    uint h, w, c; // c counts pieces of EACH
    uint cFactor, cShift, widthFactor, widthShift, heightFactor, heightShift; // divide by c and the blocks of a row and a column
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

    uint block = quotient(i, p.cFactor, p.cShift), c = (i - block * p.c) * EACH;
    uint row = quotient(block, p.widthFactor, p.widthShift), w = 2 * (block - row * ((p.w + 1) / 2));
    uint image = quotient(row, p.heightFactor, p.heightShift), h = 2 * (row - image * ((p.h + 1) / 2));
    int top = int(FACTOR * h) - int(FACTOR / 2), left = int(FACTOR * w) - int(FACTOR / 2);

    Lane upperLeft[EACH], upperRight[EACH], lowerLeft[EACH], lowerRight[EACH];
    [[unroll]] for (uint k = 0; k < EACH; k++) upperLeft[k] = upperRight[k] = lowerLeft[k] = lowerRight[k] = Lane(0.0);
    for (uint b = 0; b < 3 * FACTOR; b++) {
        uint y = clamp(top + int(b), 0, int(FACTOR * p.h) - 1); // instead of pixels beyond the image, those at its edge, with no share
        uint row = (image * FACTOR * p.h + y) * FACTOR * p.w;
        Lane acrossLeft[EACH], acrossRight[EACH];
        [[unroll]] for (uint k = 0; k < EACH; k++) acrossLeft[k] = acrossRight[k] = Lane(0.0);
        // Unrolled, since lavapipe blends what a loop carries along with the mask of its lanes in each round.
        [[unroll]] for (uint a = 0; a < 3 * FACTOR; a++) {
            uint from = (row + clamp(left + int(a), 0, int(FACTOR * p.w) - 1)) * p.c * EACH + c;
            [[unroll]] for (uint k = 0; k < EACH; k++) {
                Lane g = load_lane(p.gradY, from + k, 0);
                if (a < 2 * FACTOR) acrossLeft[k] += window_share(a, w, p.w) * g;
                if (a >= FACTOR) acrossRight[k] += window_share(a - FACTOR, w + 1, p.w) * g;
            }
        }
        [[unroll]] for (uint k = 0; k < EACH; k++) {
            if (b < 2 * FACTOR) {
                upperLeft[k] += window_share(b, h, p.h) * acrossLeft[k];
                upperRight[k] += window_share(b, h, p.h) * acrossRight[k];
            }
            if (b >= FACTOR) {
                lowerLeft[k] += window_share(b - FACTOR, h + 1, p.h) * acrossLeft[k];
                lowerRight[k] += window_share(b - FACTOR, h + 1, p.h) * acrossRight[k];
            }
        }
    }
    store(upperLeft, image, h, w, c);
    store(upperRight, image, h, w + 1, c);
    store(lowerLeft, image, h + 1, w, c);
    store(lowerRight, image, h + 1, w + 1, c);
}
