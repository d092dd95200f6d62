// 1 / (1 + e^(-x)) of Lane data, by an exponential that cannot overflow.
Lane logistic(Lane x) {
    Lane decay = exp(-abs(x));
    Lane upper = 1.0 / (1.0 + decay);
    return choose(above(x, Lane(0.0)), upper, decay * upper);
}
