// spectral_backward_weight: gradient of W / sigma with sigma = uᵀ·Wᵀ·v, u and v constant:
//   gradWeight = (gradOutput − product / sigma · v·uᵀ) / sigma, product = Σ gradOutput · W.
// gradOutput, gradWeight: [rows, channels], u: [channels], v: [rows], sigma, product: [1].
// One thread: one element, or four consecutive ones of a row (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push {
    LaneBuffer gradOutput;
    LaneBuffer u;
    Floats v;
    Floats sigma;
    Floats product;
    LaneBuffer gradWeight;
    uint items;
    uint channels;
} p;

void main() {
    uint i = item_index();
    if (i >= p.items) return;
    uint row = i / p.channels;
    float sigma = p.sigma.at[0];
    float scale = p.product.at[0] / sigma * p.v.at[row];
    p.gradWeight.at[i] = (p.gradOutput.at[i] - scale * p.u.at[i - row * p.channels]) / sigma;
}
