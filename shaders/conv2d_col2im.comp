// conv2d_col2im: y[n,oh,ow,o] = bias[o] + Σ g[n, oh+kh−P, ow+kw−Q, (kh·KW+kw)·O+o] over the taps inside the image: a convolution
// at stride 1 from g[pixel,tap,o] = Σ x[pixel,c] · weight[tap,c,o]. g: [N,H,W,rowG], bias: [O], y: [N,OH,OW,O], float32.
// One thread: one pixel of y.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/pixels.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint KH = 1;
layout(constant_id = 1) const uint KW = 1;
layout(constant_id = 2) const uint PADDING_H = 0;
layout(constant_id = 3) const uint PADDING_W = 0;
layout(constant_id = 4) const uint BIAS = 0;

layout(push_constant) uniform Push {
    Floats g;
    Floats bias;
    Floats y;
    uint n, h, w, rowG;
    uint oh, ow, o;
} p;

void main() {
    uint i = item_index();
    if (i >= p.n * p.oh * p.ow) return;

    Pixel pixel = pixel_at(i, p.oh, p.ow);
    for (uint o = 0; o < p.o; o++) {
        float sum = BIAS == 1 ? p.bias.at[o] : 0;
        [[unroll]] for (uint kh = 0; kh < KH; kh++) {
            [[unroll]] for (uint kw = 0; kw < KW; kw++) {
                uint ih = pixel.h + kh - PADDING_H; // wraps to a huge value above and left of the image
                uint iw = pixel.w + kw - PADDING_W;
                bool inside = ih < p.h && iw < p.w;
                float g = p.g.at[inside ? ((pixel.n * p.h + ih) * p.w + iw) * p.rowG + (kh * KW + kw) * p.o + o : 0];
                sum += inside ? g : 0;
            }
        }
        p.y.at[i * p.o + o] = sum;
    }
}
