// norm_backward_input: gradient of norm_forward with respect to x. With RELU gradOutput counts where norm_forward's result is
// above zero.
// With statistics of the batch (BATCH_STATS):
//   gradInput = gamma / √(variance + eps) · (gradOutput − (Σ gradOutput + x̂ · Σ gradOutput·x̂) / rows);
// with fixed ones: gamma / √(variance + eps) · gradOutput.
// x, gradOutput, gradInput: [G, rows, channels], float16 where FLOAT16_MASK says so; mean, variance: [G, channels];
// gamma, beta: [channels], read if AFFINE; sums (Σ gradOutput) and products
// (Σ gradOutput·x̂): [G, channels], read if BATCH_STATS.
// One thread: BLOCK_ROWS rows of EACH times one channel, or four consecutive ones (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"
#include "include/norm.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const bool AFFINE = false;
layout(constant_id = 1) const bool BATCH_STATS = true;
layout(constant_id = 2) const uint FLOAT16_MASK = 0;
layout(constant_id = 3) const uint EACH = 1;
layout(constant_id = 4) const bool RELU = false;
#include "include/float16.glsl"
layout(push_constant) uniform Push {
    LaneBuffer x;
    LaneBuffer gradOutput;
    LaneBuffer mean;
    LaneBuffer variance;
    LaneBuffer gamma;
    LaneBuffer sums;
    LaneBuffer products;
    LaneBuffer gradInput;
    LaneBuffer beta;
    uint items;
    uint rows;
    uint channels; // in pieces of EACH
    float eps;
} p;

void main() {
    uint i = item_index();
    if (i >= p.items) return;
    Block b = block_of(i, p.rows, p.channels);
    Lane mean[EACH], scale[EACH], shift[EACH], average[EACH], slope[EACH];
    [[unroll]] for (uint k = 0; k < EACH; k++) {
        uint stats = b.stats * EACH + k;
        Lane rstd = inversesqrt(p.variance.at[stats] + p.eps);
        mean[k] = p.mean.at[stats];
        scale[k] = rstd;
        shift[k] = Lane(0.0);
        if (AFFINE) {
            scale[k] *= p.gamma.at[b.channel * EACH + k];
            if (RELU) shift[k] = p.beta.at[b.channel * EACH + k];
        }
        average[k] = slope[k] = Lane(0.0);
        if (BATCH_STATS) {
            average[k] = p.sums.at[stats] / float(p.rows);
            slope[k] = p.products.at[stats] * rstd / float(p.rows);
        }
    }
    for (uint at = b.first; at < b.end; at += p.channels) {
        [[unroll]] for (uint k = 0; k < EACH; k++) {
            uint i = at * EACH + k;
            Lane g = load_lane(p.gradOutput, i, 1);
            Lane centred = Lane(0.0);
            if (BATCH_STATS || RELU) centred = load_lane(p.x, i, 0) - mean[k];
            if (RELU) g = choose(above(centred * scale[k] + shift[k], Lane(0.0)), g, Lane(0.0));
            if (BATCH_STATS) g = g - average[k] - centred * slope[k];
            store_lane(p.gradInput, i, 7, scale[k] * g);
        }
    }
}
