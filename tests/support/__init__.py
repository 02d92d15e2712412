"""What tests share: browsers, people, services, page checks. It holds no test."""
