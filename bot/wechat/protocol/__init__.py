"""WeChat's protocol: requests, answers, pushes. Pure: it opens no socket and reads no clock."""
