# A static program in an empty image: docker build -t agora-logscan . && docker run --rm -v "$PWD:/logs:ro" agora-logscan app.log
FROM rust:1.95-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /src
COPY Cargo.toml Cargo.lock build.rs ./
COPY build build
COPY src src
COPY benches benches
COPY docs docs
RUN cargo build --release --locked --bin agora-logscan

FROM scratch
COPY --from=build /src/target/release/agora-logscan /agora-logscan
# Nobody; the program only reads.
USER 65534:65534
WORKDIR /logs
ENTRYPOINT ["/agora-logscan"]
