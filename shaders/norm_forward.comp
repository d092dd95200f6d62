// norm_forward: y = (x − mean) / √(variance + eps) · gamma + beta; with RELU max(y, 0).
// x, y: [G, rows, channels], float16 in the vec4 build where FLOAT16_MASK says so; mean, variance: [G, channels]; gamma, beta:
// [channels], read if AFFINE.
// One thread: BLOCK_ROWS rows of EACH times one channel, or four consecutive ones (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"
#include "include/norm.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const bool AFFINE = false;
layout(constant_id = 1) const uint FLOAT16_MASK = 0;
layout(constant_id = 2) const uint EACH = 1;
layout(constant_id = 3) const bool RELU = false;
#include "include/float16.glsl"
layout(push_constant) uniform Push {
    LaneBuffer x;
    LaneBuffer mean;
    LaneBuffer variance;
    LaneBuffer gamma;
    LaneBuffer beta;
    LaneBuffer y;
    uint items;
    uint rows;
    uint channels; // in pieces of EACH
    float eps;
} p;

void main() {
    uint i = item_index();
    if (i >= p.items) return;
    Block b = block_of(i, p.rows, p.channels);
    Lane mean[EACH], scale[EACH], shift[EACH];
    [[unroll]] for (uint k = 0; k < EACH; k++) {
        mean[k] = p.mean.at[b.stats * EACH + k];
        scale[k] = inversesqrt(p.variance.at[b.stats * EACH + k] + p.eps);
        shift[k] = Lane(0.0);
        if (AFFINE) {
            scale[k] *= p.gamma.at[b.channel * EACH + k];
            shift[k] = p.beta.at[b.channel * EACH + k];
        }
    }
    for (uint at = b.first; at < b.end; at += p.channels) {
        [[unroll]] for (uint k = 0; k < EACH; k++) {
            Lane y = (load_lane(p.x, at * EACH + k, 0) - mean[k]) * scale[k] + shift[k];
            if (RELU) y = choose(above(Lane(0.0), y), Lane(0.0), y);
            store_lane(p.y, at * EACH + k, 5, y);
        }
    }
}
