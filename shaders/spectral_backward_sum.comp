// spectral_backward_sum: product = Σ gradOutput · W, for each weight of a table,
// from its partial sums. products: [chunks, columns], product: [1].
// One group: one weight. Each thread adds every 64th, then the first thread adds the threads' sums.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/spectral.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { SPECTRAL_PUSH } p;
shared float part[gl_WorkGroupSize.x];

void main() {
    uint group = group_index();
    if (group >= p.groups) return;
    Weight w = p.table.at[row_of(group, Uints(uvec2(p.table)), p.starts, p.count)];
    uint thread = gl_LocalInvocationID.x;
    float sum = 0.0;
    for (uint i = thread; i < w.chunks * columns(w); i += gl_WorkGroupSize.x) sum += p.scratch.at[at_products(w) + i];
    part[thread] = sum;
    barrier();
    if (thread > 0) return;
    for (uint i = 1; i < gl_WorkGroupSize.x; i++) sum += part[i];
    p.scratch.at[at_product(w)] = sum;
}
