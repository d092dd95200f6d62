// The activations of an LSTM's gates. Beyond 15 the hyperbolic tangent is 1 in
// float32, and drivers that build it from exponentials would overflow.
float sigmoid(float x) {
    return 1.0 / (1.0 + exp(-x));
}

float bounded_tanh(float x) {
    return tanh(clamp(x, -15.0, 15.0));
}
